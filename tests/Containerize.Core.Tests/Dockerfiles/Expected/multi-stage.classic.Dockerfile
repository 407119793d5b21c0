# restore: reads what names packages and nothing else, so that it runs again only when that changes.
FROM mcr.microsoft.com/dotnet/sdk:10.0@sha256:2222222222222222222222222222222222222222222222222222222222222222 AS restore
WORKDIR /src
COPY Directory.Build.props Directory.Packages.props nuget.config ./
COPY src/App/App.csproj src/App/packages.lock.json src/App/
COPY src/Lib/Lib.csproj src/Lib/packages.lock.json src/Lib/
RUN dotnet restore src/App/App.csproj \
        --locked-mode \
        -p:RuntimeIdentifier=linux-x64 \
        -p:Configuration=Release \
        -p:DefineConstants=A%3BB

# build: the sources of the project and of those it refers to.
FROM restore AS build
COPY src/App/ src/App/
COPY src/Lib/ src/Lib/
COPY shared/Version.cs shared/

# publish: the application, in a folder for each layer of the image.
FROM build AS publish
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

# final: the image.
FROM mcr.microsoft.com/dotnet/aspnet:10.0@sha256:1111111111111111111111111111111111111111111111111111111111111111 AS final

# One layer for what changes at the same rate.
COPY --from=publish /layers/packages/ /app/
COPY --from=publish /layers/projects/ /app/
COPY --from=publish /layers/application/ /app/
WORKDIR /app
EXPOSE 8080/tcp
USER 1654
ENTRYPOINT ["dotnet", "/app/App.dll"]

# What changes with each commit is last: all above it stays in the cache.
ARG VERSION
ARG REVISION
ARG CREATED
LABEL com.example.team="Blue team" \
    org.opencontainers.image.created="${CREATED}" \
    org.opencontainers.image.ref.name="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.version="${VERSION}"
