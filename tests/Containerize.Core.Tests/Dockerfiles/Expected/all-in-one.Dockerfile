# final: the image, with the .NET SDK and the sources.
FROM mcr.microsoft.com/dotnet/sdk:10.0@sha256:2222222222222222222222222222222222222222222222222222222222222222 AS final
WORKDIR /src
COPY Directory.Build.props Directory.Packages.props nuget.config ./
COPY src/App/App.csproj src/App/packages.lock.json src/App/
COPY src/Lib/Lib.csproj src/Lib/packages.lock.json src/Lib/
COPY tests/App.Tests/App.Tests.csproj tests/App.Tests/
RUN --mount=type=cache,target=/root/.local/share/NuGet/http-cache \
    dotnet restore tests/App.Tests/App.Tests.csproj \
        --locked-mode
RUN --mount=type=cache,target=/root/.local/share/NuGet/http-cache \
    dotnet restore src/App/App.csproj \
        --locked-mode \
        -p:RuntimeIdentifier=linux-x64 \
        -p:Configuration=Release \
        -p:DefineConstants=A%3BB
COPY src/App/ src/App/
COPY src/Lib/ src/Lib/
COPY tests/App.Tests/ tests/App.Tests/
COPY shared/Version.cs shared/
RUN dotnet test tests/App.Tests/App.Tests.csproj --no-restore \
        -p:Configuration=Release
ARG VERSION
ARG REVISION
RUN dotnet publish src/App/App.csproj --no-restore --output /app \
        -p:RuntimeIdentifier=linux-x64 \
        -p:Configuration=Release \
        -p:DefineConstants=A%3BB \
        ${REVISION:+"-p:SourceRevisionId=$REVISION"} \
        ${VERSION:+"-p:Version=$VERSION"}
RUN cd /app \
 && find . -type d -exec chmod 755 {} + \
 && find . -type f -exec chmod 644 {} + \
 && find . -type f ! -name '*.dll' ! -name '*.pdb' -exec sh -c 'for file; do \
        case "$(head -c 4 "$file" | tr -d "\000")" in \
            "#!"*) chmod 755 "$file" ;; \
            ?ELF) if head -c 4096 "$file" | grep -aq /ld- || head -c 17 "$file" | tail -c 1 | grep -aq "$(printf "\002")"; \
                  then chmod 755 "$file"; fi ;; \
        esac; \
    done' sh {} +
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
