using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Tar;
using Containerize.Text;

namespace Containerize.Layers;

/// <summary>What differs between two images of one version, in words: for a message, so that someone finds the cause.</summary>
internal static class ImageDifferences
{
    /// <summary>A layer of more bytes, uncompressed, is not worth reading for a message.</summary>
    private const int MaximumLength = 64 << 20;

    /// <summary>By the images' documents alone: nothing is read.</summary>
    public static string Describe(Image one, Image other) =>
        Join([.. Layers(one, other).Select(layer => layer.Text), .. Settings(one.Config, other.Config)]);

    /// <summary>The same with the files of the layers that differ.</summary>
    /// <param name="one">Its layers are read where they are.</param>
    /// <param name="other">Likewise.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<string> FindAsync(Image one, Image other, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var (text, former, latter) in Layers(one, other))
        {
            var files = former is null || latter is null ? "" : await FilesAsync(former, latter, cancellationToken);
            found.Add(files.Length == 0 ? text : $"{text} ({files})");
        }

        return Join([.. found, .. Settings(one.Config, other.Config)]);
    }

    /// <summary>The added layers by their names; the base as a whole.</summary>
    private static IEnumerable<(string Text, IBlob? One, IBlob? Other)> Layers(Image one, Image other)
    {
        var (former, latter) = (LayerHistory.ReadLayers(one), LayerHistory.ReadLayers(other));
        if (!one.Config.DiffIds.SkipLast(former.Length).SequenceEqual(other.Config.DiffIds.SkipLast(latter.Length)))
        {
            yield return ("the base's layers", null, null);
        }

        foreach (var name in former.Concat(latter).Select(layer => layer.Name).Distinct(StringComparer.Ordinal))
        {
            var (before, now) = (former.FirstOrDefault(layer => layer.Name == name), latter.FirstOrDefault(layer => layer.Name == name));
            if (before?.DiffId != now?.DiffId)
            {
                yield return ($"the layer '{name}'", before?.Blob, now?.Blob);
            }
        }
    }

    private static IEnumerable<string> Settings(ImageConfig one, ImageConfig other)
    {
        var labels = one
            .Labels.Keys.Union(other.Labels.Keys, StringComparer.Ordinal)
            .Where(key => one.Labels.GetValueOrDefault(key) != other.Labels.GetValueOrDefault(key))
            .Order(StringComparer.Ordinal)
            .ToList();
        (string Name, bool IsSame)[] settings =
        [
            ("the date", one.Created == other.Created),
            (labels.Count == 1 ? $"the label {labels[0]}" : $"the labels {NameList.Unquoted(labels)}", labels.Count == 0),
            ("the environment", one.Environment.SequenceEqual(other.Environment, StringComparer.Ordinal)),
            (
                "the command",
                one.Entrypoint.SequenceEqual(other.Entrypoint, StringComparer.Ordinal)
                    && one.Cmd.SequenceEqual(other.Cmd, StringComparer.Ordinal)
            ),
            ("the user", one.User == other.User),
            ("the working directory", one.WorkingDirectory == other.WorkingDirectory),
            ("the ports", one.ExposedPorts.SequenceEqual(other.ExposedPorts, StringComparer.Ordinal)),
            ("the volumes", one.Volumes.SequenceEqual(other.Volumes, StringComparer.Ordinal)),
            ("the health check", one.Healthcheck == other.Healthcheck),
        ];
        return settings.Where(setting => !setting.IsSame).Select(setting => setting.Name);
    }

    private static async Task<string> FilesAsync(IBlob one, IBlob other, CancellationToken cancellationToken)
    {
        try
        {
            var (before, now) = (await ReadAsync(one, cancellationToken), await ReadAsync(other, cancellationToken));
            if (before is null || now is null)
            {
                return "";
            }

            var different = before
                .Keys.Union(now.Keys, StringComparer.Ordinal)
                .Where(name => before.GetValueOrDefault(name) != now.GetValueOrDefault(name));
            return NameList.Unquoted([.. different.Order(StringComparer.Ordinal)]);
        }
        catch (Exception exception) when (exception is ContainerizeException or InvalidDataException or IOException)
        {
            return "";
        }
    }

    /// <summary>What each entry holds, and how it is; null where the layer cannot be read here, or is large.</summary>
    private static async Task<Dictionary<string, string>?> ReadAsync(IBlob layer, CancellationToken cancellationToken)
    {
        if (!LayerListing.CanRead(layer.Descriptor) || layer.Descriptor.Size > MaximumLength)
        {
            return null;
        }

        using var tar = new MemoryStream();
        await using (var bytes = await layer.OpenAsync(cancellationToken))
        await using (var plain = LayerListing.Unpack(layer.Descriptor, bytes))
        {
            var buffer = new byte[1 << 16];
            for (int count; (count = await plain.ReadAsync(buffer, cancellationToken)) > 0; tar.Write(buffer, 0, count))
            {
                if (tar.Length > MaximumLength)
                {
                    return null;
                }
            }
        }

        tar.Position = 0;
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new TarReader(tar);
        while (await reader.ReadAsync(cancellationToken) is { } entry)
        {
            var content = Convert.ToHexStringLower(SHA256.HashData(tar.GetBuffer().AsSpan((int)entry.Offset, (int)entry.Size)));
            entries[entry.Name] = string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Type} {entry.Attributes} {entry.LinkName} {content}"
            );
        }

        return entries;
    }

    private static string Join(ImmutableArray<string> found) => found.IsEmpty ? "the form of its documents" : string.Join(", ", found);
}
