# Generated from the project file. Build it here with
#     docker build .

# restore: reads what names packages and nothing else, so that it runs again only when that changes.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0@sha256:2222222222222222222222222222222222222222222222222222222222222222 AS restore
WORKDIR /src
COPY App.csproj nuget.config ./
RUN --mount=type=cache,target=/root/.local/share/NuGet/http-cache \
    dotnet restore App.csproj \
        -p:RuntimeIdentifier=linux-x64

# build: the sources of the project and of those it refers to.
FROM restore AS build
COPY . ./

# publish: the application, in a folder for each layer of the image.
FROM build AS publish
RUN dotnet publish App.csproj --no-restore --output /layers/application \
        -p:RuntimeIdentifier=linux-x64

# Modes by what the files are, whatever packages and checkout left: 0755 for programs and scripts, else 0644.
RUN cd /layers/application \
 && find . -type d -exec chmod 755 {} + \
 && find . -type f -exec chmod 644 {} + \
 && find . -type f ! -name '*.dll' ! -name '*.pdb' -exec sh -c 'for file; do \
        case "$(head -c 4 "$file" | tr -d "\000")" in \
            "#!"*) chmod 755 "$file" ;; \
            ?ELF) if head -c 4096 "$file" | grep -aq /ld- || head -c 17 "$file" | tail -c 1 | grep -aq "$(printf "\002")"; \
                  then chmod 755 "$file"; fi ;; \
        esac; \
    done' sh {} +

# final: the image.
FROM mcr.microsoft.com/dotnet/aspnet:10.0@sha256:1111111111111111111111111111111111111111111111111111111111111111 AS final
COPY --from=publish /layers/application/ /app/
WORKDIR /app
EXPOSE 8080/tcp
USER 1654
ENTRYPOINT ["dotnet", "/app/App.dll"]

# Checksum of the lines above, which shows whether they were changed: sha256:6e5a6ffd72b866a19dba888249a2daf4337d8c572e72d6d61889ef544d069737
