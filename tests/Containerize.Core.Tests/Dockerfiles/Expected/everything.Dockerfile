# syntax=docker/dockerfile:1

# restore: reads what names packages and nothing else, so that it runs again only when that changes.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0@sha256:2222222222222222222222222222222222222222222222222222222222222222 AS restore
ARG MIRROR="https://mirror.example/\$x"
WORKDIR /src
COPY Directory.Build.props Directory.Packages.props nuget.config ./
COPY src/App/App.csproj src/App/packages.lock.json src/App/
COPY src/Lib/Lib.csproj src/Lib/packages.lock.json src/Lib/
COPY tests/App.Tests/App.Tests.csproj tests/App.Tests/
RUN --mount=type=cache,target=/root/.local/share/NuGet/http-cache \
    --mount=type=secret,id=FEED_PASSWORD,required=true \
    --mount=type=secret,id=nuget.config,required=true,target=/root/.nuget/NuGet/NuGet.Config \
    FEED_PASSWORD="$(cat /run/secrets/FEED_PASSWORD)" \
    dotnet restore tests/App.Tests/App.Tests.csproj \
        --locked-mode
RUN --mount=type=cache,target=/root/.local/share/NuGet/http-cache \
    --mount=type=secret,id=FEED_PASSWORD,required=true \
    --mount=type=secret,id=nuget.config,required=true,target=/root/.nuget/NuGet/NuGet.Config \
    FEED_PASSWORD="$(cat /run/secrets/FEED_PASSWORD)" \
    dotnet restore src/App/App.csproj \
        --locked-mode \
        -p:RuntimeIdentifier=linux-x64 \
        -p:Configuration=Release \
        -p:DefineConstants=A%3BB

# build: the sources of the project and of those it refers to.
FROM restore AS build
COPY src/App/ src/App/
COPY src/Lib/ src/Lib/
COPY tests/App.Tests/ tests/App.Tests/
COPY shared/Version.cs shared/
ARG MIRROR="https://mirror.example/\$x"
RUN npm ci

# test: publish starts from here, so that a test that fails ends the build.
FROM build AS test
ARG MIRROR="https://mirror.example/\$x"
RUN dotnet test tests/App.Tests/App.Tests.csproj --no-restore \
        -p:Configuration=Release

# publish: the application, in a folder for each layer of the image.
FROM test AS publish
ARG MIRROR="https://mirror.example/\$x"
ARG VERSION
ARG REVISION
RUN dotnet publish src/App/App.csproj --no-restore --output /layers/application \
        -p:RuntimeIdentifier=linux-x64 \
        -p:Configuration=Release \
        -p:DefineConstants=A%3BB \
        ${REVISION:+"-p:SourceRevisionId=$REVISION"} \
        ${VERSION:+"-p:Version=$VERSION"}

# Modes by what the files are, whatever packages and checkout left: 0755 for programs and scripts, else 0644.
# Then a folder for each layer: what changes at the same rate is in one, and a new version sends only the layers that changed.
RUN cd /layers/application \
 && find . -type d -exec chmod 755 {} + \
 && find . -type f -exec chmod 644 {} + \
 && find . -type f ! -name '*.dll' ! -name '*.pdb' -exec sh -c 'for file; do \
        case "$(head -c 4 "$file" | tr -d "\000")" in \
            "#!"*) chmod 755 "$file" ;; \
            ?ELF) if head -c 4096 "$file" | grep -aq /ld- || head -c 17 "$file" | tail -c 1 | grep -aq "$(printf "\002")"; \
                  then chmod 755 "$file"; fi ;; \
        esac; \
    done' sh {} + \
 && cd /layers/application \
 && move() { \
        for file; do \
            if [ -f "$file" ]; then mkdir -p "$layer/$(dirname "$file")" && mv "$file" "$layer/$file" || return; fi; \
        done; \
    } \
 && layer=/layers/packages && mkdir -p "$layer" && move \
        Dapper.dll \
        runtimes/linux-x64/native/libe_sqlite3.so \
 && layer=/layers/projects && mkdir -p "$layer" && move \
        Lib.dll \
        Lib.pdb

# debug: the application beside the .NET SDK's tools.
FROM mcr.microsoft.com/dotnet/sdk:10.0@sha256:2222222222222222222222222222222222222222222222222222222222222222 AS debug
ARG MIRROR="https://mirror.example/\$x"

# Before the application, whose changes leave it in the cache.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        libgdiplus \
        curl=7.88.1-10 \
 && rm -rf /var/lib/apt/lists/*
RUN --mount=type=secret,id=token,required=true \
    curl --fail --header "@/run/secrets/token" https://example.com/font.ttf > /usr/share/font.ttf
RUN install -d -o app /var/lib/app
USER app
RUN --network=none \
    id > /tmp/who

# One layer for what changes at the same rate.
COPY --from=publish --link /layers/packages/ /app/
COPY --from=publish --link /layers/projects/ /app/
COPY --from=publish --link /layers/application/ /app/
WORKDIR /app

# A Dockerfile has no way to write a line break: --build-arg NEWLINE=$'\n' gives it.
ARG NEWLINE=" "
ENV GREETING="Grüße, \"you\"; C:\\dir\\ = \$HOME" \
    EMPTY="" \
    LINES="one${NEWLINE}two"
EXPOSE 8080/tcp 9000/udp
VOLUME ["/data", "/my data"]
HEALTHCHECK --interval=30s --timeout=1.5s --start-period=60s --start-interval=1s --retries=3 CMD ["/app/check", "--all"]
STOPSIGNAL SIGINT
USER 1654
ENTRYPOINT ["dotnet", "/app/App.dll"]

# What changes with each commit is last: all above it stays in the cache.
ARG VERSION
ARG REVISION
ARG CREATED
LABEL com.example.team="Blue team" \
    org.opencontainers.image.created="${CREATED}" \
    org.opencontainers.image.description="Line one${NEWLINE}line two" \
    org.opencontainers.image.ref.name="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.version="${VERSION}"

# final: the image.
FROM mcr.microsoft.com/dotnet/aspnet:10.0@sha256:1111111111111111111111111111111111111111111111111111111111111111 AS final
ARG MIRROR="https://mirror.example/\$x"

# Before the application, whose changes leave it in the cache.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        libgdiplus \
        curl=7.88.1-10 \
 && rm -rf /var/lib/apt/lists/*
RUN --mount=type=secret,id=token,required=true \
    curl --fail --header "@/run/secrets/token" https://example.com/font.ttf > /usr/share/font.ttf
RUN install -d -o app /var/lib/app
USER app
RUN --network=none \
    id > /tmp/who

# One layer for what changes at the same rate.
COPY --from=publish --link /layers/packages/ /app/
COPY --from=publish --link /layers/projects/ /app/
COPY --from=publish --link /layers/application/ /app/
WORKDIR /app

# A Dockerfile has no way to write a line break: --build-arg NEWLINE=$'\n' gives it.
ARG NEWLINE=" "
ENV GREETING="Grüße, \"you\"; C:\\dir\\ = \$HOME" \
    EMPTY="" \
    LINES="one${NEWLINE}two"
EXPOSE 8080/tcp 9000/udp
VOLUME ["/data", "/my data"]
HEALTHCHECK --interval=30s --timeout=1.5s --start-period=60s --start-interval=1s --retries=3 CMD ["/app/check", "--all"]
STOPSIGNAL SIGINT
USER 1654
ENTRYPOINT ["dotnet", "/app/App.dll"]

# What changes with each commit is last: all above it stays in the cache.
ARG VERSION
ARG REVISION
ARG CREATED
LABEL com.example.team="Blue team" \
    org.opencontainers.image.created="${CREATED}" \
    org.opencontainers.image.description="Line one${NEWLINE}line two" \
    org.opencontainers.image.ref.name="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.version="${VERSION}"
