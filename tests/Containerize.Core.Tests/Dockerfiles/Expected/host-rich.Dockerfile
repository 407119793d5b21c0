# final: the image.
FROM mcr.microsoft.com/dotnet/aspnet:10.0@sha256:1111111111111111111111111111111111111111111111111111111111111111 AS final

# One layer for what changes at the same rate.
COPY --link layers/packages/ /
COPY --link layers/application/ /
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
