using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containerize.Oci;

/// <summary>
/// An image configuration. The raw bytes define it; the members are a view. Fields that this class does not know
/// survive <see cref="Apply"/>. Source: OCI image specification, config.md.
/// </summary>
internal sealed class ImageConfig
{
    /// <summary>Configurations are small; a document of more bytes than this is none.</summary>
    public const int MaximumSize = 8 << 20;

    private const string Root = "config";

    private ImageConfig(ImmutableArray<byte> rawBytes, JsonElement root)
    {
        RawBytes = rawBytes;
        Platform = Platform.Read(root);
        Created = Timestamp.TryParse(OciJson.OptionalString(root, "created") ?? "", out var created) ? created : null;
        DiffIds = OciJson.Optional(root, "rootfs", JsonValueKind.Object) is { } rootFs ? OciJson.Digests(rootFs, "diff_ids") : [];
        History = OciJson.Objects(root, "history", entry => new HistoryEntry(
            OciJson.OptionalString(entry, "created_by") ?? "",
            OciJson.OptionalString(entry, "comment") ?? "",
            entry.TryGetProperty("empty_layer", out var empty) && empty.ValueKind == JsonValueKind.True
        ));
        if (OciJson.Optional(root, Root, JsonValueKind.Object) is { } config)
        {
            Environment = OciJson.Strings(config, "Env");
            Entrypoint = OciJson.Strings(config, "Entrypoint");
            Cmd = OciJson.Strings(config, "Cmd");
            Labels = OciJson.StringMap(config, "Labels");
            User = OciJson.OptionalString(config, "User") ?? "";
            WorkingDirectory = OciJson.OptionalString(config, "WorkingDir") ?? "";
            ExposedPorts = OciJson.Optional(config, "ExposedPorts", JsonValueKind.Object) is { } ports
                ? [.. ports.EnumerateObject().Select(port => port.Name)]
                : [];
            Volumes = OciJson.Optional(config, "Volumes", JsonValueKind.Object) is { } volumes
                ? [.. volumes.EnumerateObject().Select(volume => volume.Name)]
                : [];
            Triggers = OciJson.Strings(config, "OnBuild");
            StopSignal = OciJson.OptionalString(config, "StopSignal") ?? "";
            Healthcheck = OciJson.Optional(config, "Healthcheck", JsonValueKind.Object) is { } healthcheck
                ? Healthcheck.Read(healthcheck)
                : null;
        }
    }

    public ImmutableArray<byte> RawBytes { get; }

    public Platform Platform { get; }

    /// <summary>To the second; null where there is no date.</summary>
    public DateTimeOffset? Created { get; }

    /// <summary>Digests of the uncompressed layers, the lowest first.</summary>
    public ImmutableArray<Digest> DiffIds { get; }

    /// <summary>What made the layers, the lowest first; entries without a layer are among them.</summary>
    public ImmutableArray<HistoryEntry> History { get; }

    /// <summary><c>NAME=value</c>, in the order of the document.</summary>
    public ImmutableArray<string> Environment { get; } = [];

    public ImmutableArray<string> Entrypoint { get; } = [];

    public ImmutableArray<string> Cmd { get; } = [];

    public ImmutableSortedDictionary<string, string> Labels { get; } = OciJson.NoAnnotations;

    /// <summary>User name or id, with an optional group after a colon; empty is root.</summary>
    public string User { get; } = "";

    public string WorkingDirectory { get; } = "";

    /// <summary><c>8080/tcp</c>, as the document has them.</summary>
    public ImmutableArray<string> ExposedPorts { get; } = [];

    /// <summary>Folders whose content a container keeps apart from the image.</summary>
    public ImmutableArray<string> Volumes { get; } = [];

    /// <summary>Docker's <c>ONBUILD</c>: instructions for the next build on top of this image, and for that one alone.</summary>
    public ImmutableArray<string> Triggers { get; } = [];

    /// <summary>What asks a container to stop; empty is the engine's own, <c>SIGTERM</c>.</summary>
    public string StopSignal { get; } = "";

    public Healthcheck? Healthcheck { get; }

    /// <exception cref="FormatException">It is not an image configuration; the message says why.</exception>
    public static ImageConfig Parse(ImmutableArray<byte> bytes) => OciJson.Read(bytes.AsMemory(), root => new ImageConfig(bytes, root));

    /// <summary>The configuration of an image with nothing in it.</summary>
    public static ImageConfig Empty(Platform platform)
    {
        var root = new JsonObject { ["architecture"] = platform.Architecture, ["os"] = platform.Os };
        if (platform.Variant is not null)
        {
            root["variant"] = platform.Variant;
        }

        root["config"] = new JsonObject();
        root["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray() };
        root["history"] = new JsonArray();
        return FromNode(root);
    }

    /// <summary>A new configuration on top of this one. What it has for builds on top of it is not handed on.</summary>
    public ImageConfig Apply(ImageConfigChanges changes)
    {
        var root = JsonNode.Parse(RawBytes.AsSpan())!.AsObject();
        var config = Child(root, Root);
        root["created"] = Timestamp.Format(changes.Created);
        Set(config, "Env", Strings(changes.Environment));
        Set(config, "Entrypoint", Strings(changes.Entrypoint));
        Set(config, "Cmd", Strings(changes.Cmd));
        Set(config, "WorkingDir", JsonValue.Create(changes.WorkingDirectory));
        Set(config, "User", changes.User.Length == 0 ? null : JsonValue.Create(changes.User));
        SetPorts(config, changes.ExposedPorts);
        if (!changes.Volumes.IsDefault)
        {
            Set(
                config,
                "Volumes",
                new JsonObject(changes.Volumes.Select(volume => KeyValuePair.Create(volume, (JsonNode?)new JsonObject())))
            );
        }

        if (changes.StopSignal is not null)
        {
            Set(config, "StopSignal", JsonValue.Create(changes.StopSignal));
        }

        if (changes.Healthcheck is not null)
        {
            Set(config, "Healthcheck", changes.Healthcheck.ToNode());
        }

        SetLabels(config, changes.Labels);

        // They are for the build that this is, and not for the next one.
        config.Remove("OnBuild");

        AddLayers(root, changes.Created, changes.Layers);
        return FromNode(root);
    }

    /// <summary>
    /// This configuration, as another builder made it, with another date and other labels, and without layers that have no
    /// files.
    /// </summary>
    /// <param name="created">The image's date, and that of what was done above the base.</param>
    /// <param name="labels">All labels.</param>
    /// <param name="ports">All ports.</param>
    /// <param name="ofBase">What comes from the base, and stays.</param>
    /// <param name="isEmpty">Whether another layer has no files.</param>
    public ImageConfig With(
        DateTimeOffset created,
        ImmutableSortedDictionary<string, string> labels,
        ImmutableArray<string> ports,
        ImageConfig ofBase,
        Func<Digest, bool> isEmpty
    )
    {
        var root = JsonNode.Parse(RawBytes.AsSpan())!.AsObject();
        var date = Timestamp.Format(created);
        root["created"] = date;
        SetLabels(Child(root, Root), labels);
        if (!ports.SequenceEqual(ExposedPorts, StringComparer.Ordinal))
        {
            SetPorts(Child(root, Root), ports);
        }

        var kept = DiffIds.Where((diffId, index) => index < ofBase.DiffIds.Length || !isEmpty(diffId));
        Child(root, "rootfs")["diff_ids"] = new JsonArray([.. kept.Select(diffId => (JsonNode)diffId.ToString())]);
        var layer = 0;
        foreach (var (index, entry) in (root["history"] as JsonArray ?? []).OfType<JsonObject>().Index())
        {
            var hasLayer = !History[index].IsEmpty && layer++ < DiffIds.Length;
            if (index < ofBase.History.Length)
            {
                continue;
            }

            entry["created"] = date;
            if (hasLayer && isEmpty(DiffIds[layer - 1]))
            {
                entry["empty_layer"] = true;
            }
        }

        return FromNode(root);
    }

    /// <summary>The same with further layers on top.</summary>
    public ImageConfig With(DateTimeOffset created, ImmutableArray<AddedLayer> layers)
    {
        if (layers.IsEmpty)
        {
            return this;
        }

        var root = JsonNode.Parse(RawBytes.AsSpan())!.AsObject();
        AddLayers(root, created, layers);
        return FromNode(root);
    }

    private void AddLayers(JsonObject root, DateTimeOffset created, ImmutableArray<AddedLayer> layers)
    {
        var rootFs = Child(root, "rootfs");
        rootFs["type"] = "layers";
        var diffIds = DiffIds.Concat(layers.Select(layer => layer.DiffId));
        rootFs["diff_ids"] = new JsonArray([.. diffIds.Select(digest => (JsonNode)digest.ToString())]);

        if (root["history"] is not JsonArray history)
        {
            root["history"] = history = [];
        }

        foreach (var layer in layers)
        {
            history.Add(
                new JsonObject
                {
                    ["created"] = Timestamp.Format(created),
                    ["created_by"] = layer.CreatedBy,
                    ["comment"] = layer.Comment,
                }
            );
        }
    }

    private static void SetLabels(JsonObject config, ImmutableSortedDictionary<string, string> labels) =>
        Set(
            config,
            "Labels",
            labels.IsEmpty ? null : new JsonObject(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)))
        );

    private static void SetPorts(JsonObject config, ImmutableArray<string> ports) =>
        Set(
            config,
            "ExposedPorts",
            ports.IsEmpty ? null : new JsonObject(ports.Select(port => KeyValuePair.Create(port, (JsonNode?)new JsonObject())))
        );

    private static ImageConfig FromNode(JsonObject root) => Parse(OciJson.Write(writer => root.WriteTo(writer)));

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }

    private static void Set(JsonObject parent, string name, JsonNode? value)
    {
        if (value is null)
        {
            parent.Remove(name);
        }
        else
        {
            parent[name] = value;
        }
    }

    private static JsonArray? Strings(ImmutableArray<string> values) =>
        values.IsEmpty ? null : new JsonArray([.. values.Select(value => (JsonNode)value)]);
}

/// <summary>One entry of a configuration's history.</summary>
/// <param name="CreatedBy">What made it.</param>
/// <param name="Comment">What is in it.</param>
/// <param name="IsEmpty">Whether it changed the configuration alone.</param>
internal sealed record HistoryEntry(string CreatedBy, string Comment, bool IsEmpty = false);
