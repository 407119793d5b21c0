using Containerize.Images;

namespace Containerize.Testing;

/// <summary>Publishes and remembers images that are tagged themselves, as most tests have them.</summary>
internal static class ImagePublishing
{
    public static Task<PublishResult> PublishAsync(
        this IImagePublisher publisher,
        Image image,
        ImageName name,
        CancellationToken cancellationToken
    ) => publisher.PublishAsync(ImageSet.Create(image), name, cancellationToken);

    public static void Add(this IDocumentCache documents, Image image) => documents.Add(ImageSet.Create(image));
}
