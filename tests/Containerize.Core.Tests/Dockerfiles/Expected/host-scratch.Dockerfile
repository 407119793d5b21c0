# final: the image.
FROM scratch AS final
COPY --link layers/application/ /
WORKDIR /
USER 1000:1000
ENTRYPOINT ["/App"]
CMD ["--serve"]

# What changes with each commit is last: all above it stays in the cache.
ARG VERSION
ARG REVISION
ARG CREATED
LABEL com.example.team="Blue team" \
    org.opencontainers.image.created="${CREATED}" \
    org.opencontainers.image.ref.name="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.version="${VERSION}"
