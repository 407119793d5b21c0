# final: the image.
FROM mcr.microsoft.com/dotnet/aspnet:10.0@sha256:1111111111111111111111111111111111111111111111111111111111111111 AS final

# One layer for what changes at the same rate.
COPY --link layers/packages/ /
COPY --link layers/application/ /
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
