using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Containerize.Testing;

namespace Containerize.Parity.Tests.Running;

/// <summary>
/// Looks at one thing of what a step left:
/// <c>succeeds</c>; <c>warns</c>; <c>$NAME</c>, a property; <c>@NAME</c>, the identities of items, or one of them; <c>label KEY</c>;
/// <c>variable NAME</c>; <c>tags</c> in the registry; <c>files</c> of the application; <c>mode FILE</c> and <c>owner FILE</c>;
/// <c>archive</c>, its documents; <c>exists PATH</c>; <c>digest REPOSITORY</c>, whether the tags have the one that the build gives back;
/// <c>history</c>, whether it has an entry for each layer; and any other name a
/// part of the image's <c>config</c>, as JSON. What is not there is the empty text.
/// </summary>
internal static class Observer
{
    public static string See(Observation seen, string what, InMemoryContent registry)
    {
        var (verb, name) = what.Split(' ', 2) is [var first, var second] ? (first, second) : (what, "");
        return verb switch
        {
            "succeeds" => YesNo(seen.Succeeded),
            "warns" => YesNo(seen.Messages.Any(message => message.Severity == "warning")),
            "codes" => string.Join(' ', seen.Messages.Select(message => message.Code).Distinct().Order(StringComparer.Ordinal)),
            "label" => Label(seen, name),
            "variable" => Strings(Config(seen, "Env")).FirstOrDefault(pair => pair.StartsWith($"{name}=", StringComparison.Ordinal)) ?? "",
            "tags" => string.Join(' ', registry.Tags(name)),
            "layers" => Format(seen.Manifest?.GetProperty("layers").GetArrayLength()),
            "files" => string.Join(' ', Files(seen, registry).Where(file => file.IsFile).Select(file => file.Name)),
            "mode" => Files(seen, registry)
                .Where(file => file.Name == name)
                .Select(file => Convert.ToString((int)file.Mode, 8))
                .FirstOrDefault()
                ?? "",
            "owner" => Files(seen, registry).Where(file => file.Name == name).Select(file => file.Owner).FirstOrDefault() ?? "",
            "archive" => string.Join(' ', Archive(seen.Properties.GetValueOrDefault("GeneratedArchiveOutputPath") ?? "")),
            "exists" => YesNo(File.Exists(name)),
            "digest" => YesNo(
                registry.GetManifest(name, seen.Properties.GetValueOrDefault("GeneratedContainerDigest") ?? "") is { } found
                    && registry.Tags(name).All(tag => registry.GetManifest(name, tag)!.Digest == found.Digest)
            ),
            "history" => YesNo(History(seen) == seen.Manifest?.GetProperty("layers").GetArrayLength()),
            "mediatype" => seen.Manifest?.GetProperty("mediaType").GetString() ?? "",
            ['$', .. var property] => seen.Properties.GetValueOrDefault(property) ?? "",
            ['@', .. var kind] => string.Join(
                ' ',
                seen.Items.Where(item => item.Kind == kind && (name.Length == 0 || item.Identity == name)).Select(item => item.Identity)
            ),
            _ when seen.Configuration is { } root && root.TryGetProperty(what, out var value) => value.ToString(),
            _ => Config(seen, what) is { } value ? Normalize(value) : "",
        };
    }

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Format(int? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static int? History(Observation seen) =>
        seen
            .Configuration?.GetProperty("history")
            .EnumerateArray()
            .Count(entry => !entry.TryGetProperty("empty_layer", out var empty) || empty.ValueKind != JsonValueKind.True);

    /// <summary>The documents at the top of an archive that say what kind it is.</summary>
    private static IEnumerable<string> Archive(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var stream = File.OpenRead(path);
        var isCompressed = stream.ReadByte() == 0x1f;
        stream.Position = 0;
        using var tar = new TarReader(isCompressed ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        while (tar.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names.Where(name => name is "manifest.json" or "index.json" or "oci-layout");
    }

    private static string Label(Observation seen, string key) =>
        seen.Configuration is null
            ? string.Join(' ', seen.Items.Where(item => item.Kind == "ContainerLabel" && item.Identity == key).Select(item => item.Value))
        : Config(seen, "Labels") is { } labels && labels.TryGetProperty(key, out var value) ? value.GetString()!
        : "";

    private static JsonElement? Config(Observation seen, string name) =>
        seen.Configuration is { } root
        && root.GetProperty("config").TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static IEnumerable<string> Strings(JsonElement? list) => list?.EnumerateArray().Select(element => element.GetString()!) ?? [];

    /// <summary>The order of keys says nothing; where all values are empty, they say nothing either.</summary>
    private static string Normalize(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => string.Join(' ', value.EnumerateObject().Select(entry => entry.Name).Order(StringComparer.Ordinal)),
            JsonValueKind.Array => string.Join(' ', Strings(value)),
            _ => value.ToString(),
        };

    /// <summary>What the layers above the base's one have.</summary>
    private static (string Name, UnixFileMode Mode, string Owner, bool IsFile)[] Files(Observation seen, InMemoryContent registry)
    {
        if (seen.Manifest is not { } manifest)
        {
            return [];
        }

        var files = new SortedDictionary<string, (string, UnixFileMode, string, bool)>(StringComparer.Ordinal);
        var repository = seen.Properties["ContainerRepository"];
        foreach (var layer in manifest.GetProperty("layers").EnumerateArray().Skip(1))
        {
            var bytes = registry.GetBlob(repository, layer.GetProperty("digest").GetString()!)!.Value;
            using var tar = new TarReader(new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                var name = entry.Name.TrimStart('.').Trim('/');
                files[name] = (name, entry.Mode, $"{entry.Uid}:{entry.Gid}", entry.EntryType != TarEntryType.Directory);
            }
        }

        return [.. files.Values];
    }
}
