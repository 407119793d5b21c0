using System.Collections.Immutable;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Streams;
using Containerize.Text;

namespace Containerize.Building;

/// <summary>The application's layers: planned, found where they exist already, and otherwise made.</summary>
/// <param name="compression">How hard those are compressed that have to be made.</param>
/// <param name="cache">What this machine remembers, and where the files of layers are made.</param>
/// <param name="log">Hears what the image's user should know.</param>
internal sealed class ApplicationLayers(LayerCompression compression, LocalCache cache, IBuildLog log)
{
    /// <summary>A mistake that costs nothing to find, so it is looked for before a registry is asked.</summary>
    /// <exception cref="ContainerizeException">The published files are not the application (CTZ1013).</exception>
    public static void RequireEntryFile(ImagePlan plan)
    {
        if (
            plan.OnlyLayer is null
            && (
                !Directory.Exists(plan.PublishDirectory)
                || (plan.EntryFile is not null && !File.Exists(Path.Combine(plan.PublishDirectory, plan.EntryFile)))
            )
        )
        {
            throw new ContainerizeException(InputDiagnostics.EntryFileMissing.Create(plan.PublishDirectory, plan.EntryFile ?? "."));
        }
    }

    /// <summary>Which published file goes into which layer.</summary>
    /// <exception cref="ContainerizeException">The files cannot be listed, or their dependency file not be read (CTZ5xxx).</exception>
    public ImmutableArray<LayerContent> Plan(ImagePlan plan, CancellationToken cancellationToken = default)
    {
        if (plan.OnlyLayer is { } layer)
        {
            return [layer];
        }

        string? SourceOf(string name) => plan.Published?.Files.GetValueOrDefault(name)?.SourcePath;
        var files = Select(plan, PublishedFiles.List(plan.PublishDirectory, SourceOf, cancellationToken));
        var dependencies = DependenciesOf(plan, files);
        files = plan.KeepsForeignRuntimes ? files : WithoutForeign(plan, files, dependencies);
        files = AssetTimes.Fix(files, cache.LayerDirectory);
        foreach (var group in GroupMatcher.WithoutFiles(plan.Layers.Groups, files))
        {
            log.Report(InputDiagnostics.LayerWithoutFiles.Create(group.Name, string.Join(';', group.Patterns)));
        }

        return LayerPlanner.Plan(files, PublishedFiles.Classify(dependencies, plan.Published), plan.WorkingDirectory, plan.Layers);
    }

    /// <summary>One layer can do without a file that cannot be read.</summary>
    private static Dependencies DependenciesOf(ImagePlan plan, ImmutableArray<LayerFile> files)
    {
        try
        {
            return PublishedFiles.ReadDependencies(files, plan.AssemblyName);
        }
        catch (ContainerizeException) when (plan.Layers.IsSingle)
        {
            return Dependencies.None;
        }
    }

    private ImmutableArray<LayerFile> Select(ImagePlan plan, ImmutableArray<LayerFile> files)
    {
        switch (plan.Published)
        {
            case null:
                return files;
            case { Began: null } record:
                PreparedFolder.Compare(plan.PublishDirectory, files, record, log);
                return files;
            case var record:
                return Leftovers.Remove(plan.PublishDirectory, files, record, log);
        }
    }

    private ImmutableArray<LayerFile> WithoutForeign(ImagePlan plan, ImmutableArray<LayerFile> files, Dependencies dependencies)
    {
        var foreign = PublishedFiles.Foreign(files, dependencies, plan.Platform);
        if (foreign.IsEmpty)
        {
            return files;
        }

        log.Write(
            MessageImportance.High,
            $"{plan.AssemblyName}: {NameList.Count(foreign.Length)} ({DecimalSize.Text(foreign.Sum(file => file.Size))}) "
                + $"below runtimes/ cannot be loaded on {plan.Platform} "
                + $"and {(foreign.Length == 1 ? "is" : "are")} left out; ContainerKeepForeignRuntimes=true keeps "
                + $"{(foreign.Length == 1 ? "it" : "them")}."
        );
        return [.. files.Except(foreign)];
    }

    /// <param name="contents">What <see cref="Plan"/> gave.</param>
    /// <param name="fitted">The same, fitted to the base once that is known; the files are read meanwhile.</param>
    /// <param name="remote">Layers that others have, once it is known who may have some; the files are read meanwhile.</param>
    /// <param name="ready">Told of each layer as soon as its bytes are there; those that others have come first.</param>
    /// <param name="cancellationToken">Leaves no partial file.</param>
    /// <exception cref="ContainerizeException">A file cannot be read or written, or changed meanwhile (CTZ5xxx).</exception>
    public async Task<ImmutableArray<BuiltLayer>> BuildAsync(
        ImmutableArray<LayerContent> contents,
        Task<ImmutableArray<LayerContent>> fitted,
        Task<IProvenLayers> remote,
        Action<IBlob> ready,
        CancellationToken cancellationToken
    )
    {
        var (parts, known) = await FindAsync(contents, fitted, remote, cancellationToken);
        foreach (var found in parts.Select(part => part.Layer).OfType<BuiltLayer>())
        {
            ready(found.Blob);
        }

        // The smallest first: the network has something to do while the next is made. One after another, since each
        // of them fills all cores by itself.
        var missing = parts.Where(part => part.Layer is null).ToList();
        missing.Sort((one, other) => one.Content.Size.CompareTo(other.Content.Size));
        foreach (var part in missing)
        {
            var made = await FindHereAsync(part, cancellationToken) ?? await MakeAsync(part, cancellationToken);
            part.Layer = made with { Blob = known.Add(made.DiffId, made.Blob) };
            ready(part.Layer.Blob);
        }

        return [.. parts.Select(part => part.Layer!)];
    }

    /// <summary>Looks for layers that others have.</summary>
    private async Task<(Part[] Parts, IProvenLayers Known)> FindAsync(
        ImmutableArray<LayerContent> contents,
        Task<ImmutableArray<LayerContent>> fitted,
        Task<IProvenLayers> remote,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = Begin(contents);
        var measuring = MeasureAsync(parts, stop.Token);
        IProvenLayers known;
        var isWanted = false;
        try
        {
            await Task.WhenAll(remote, fitted);
            known = await remote;

            // If nothing is known, compressing measures as well.
            isWanted = !(known.IsEmpty && cache.Layers.IsEmpty(compression.Key));
        }
        finally
        {
            // Nothing is worth it where there is no base, or where the base makes other layers of the files.
            if (!isWanted || await fitted != contents)
            {
                await stop.CancelAsync();
                await measuring.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        if (await fitted is var final && final != contents)
        {
            parts = Begin(final);
            measuring = isWanted ? MeasureAsync(parts, cancellationToken) : Task.CompletedTask;
        }

        if (isWanted)
        {
            await measuring;
        }

        // All at once: what has to be read to be proven takes a core, and a connection, each.
        await Task.WhenAll(parts.Select(part => FindAsync(part, known, cancellationToken)));
        return (parts, known);
    }

    private static async Task FindAsync(Part part, IProvenLayers known, CancellationToken cancellationToken)
    {
        if (part.DiffId is { } diffId && await known.FindAsync(diffId, part.Content.TarLength, cancellationToken) is { } blob)
        {
            part.Layer = new BuiltLayer(part.Content.Name, diffId, blob);
        }
    }

    private static Part[] Begin(ImmutableArray<LayerContent> contents) => [.. contents.Select(content => new Part(content))];

    private Task MeasureAsync(Part[] parts, CancellationToken cancellationToken) =>
        Task.WhenAll(parts.Select(part => Task.Run(() => MeasureAsync(part, cancellationToken), CancellationToken.None)));

    private async Task MeasureAsync(Part part, CancellationToken cancellationToken)
    {
        // Also where the rest is cancelled: what is compressed is remembered by it.
        part.Fingerprint = cache.Fingerprints.Take(part.Content);
        part.DiffId = cache.Fingerprints.Find(part.Fingerprint);
        if (part.DiffId is null)
        {
            part.DiffId = await LayerBuilder.MeasureAsync(part.Content, cancellationToken);
            cache.Fingerprints.Add(part.Fingerprint, part.DiffId);
        }
    }

    private async Task<BuiltLayer?> FindHereAsync(Part part, CancellationToken cancellationToken) =>
        part.DiffId is { } diffId && await cache.Layers.FindAsync(diffId, compression.Key, cancellationToken) is { } blob
            ? new BuiltLayer(part.Content.Name, diffId, blob)
            : null;

    private async Task<BuiltLayer> MakeAsync(Part part, CancellationToken cancellationToken)
    {
        // Files that were too young to be remembered a moment ago need not be now.
        part.Fingerprint = part.Fingerprint is { IsSettled: false } ? cache.Fingerprints.Take(part.Content) : part.Fingerprint;
        var layer = await cache.Layers.AddAsync(
            compression.Key,
            (directory, token) => LayerBuilder.CompressAsync(part.Content, compression, directory, token),
            cancellationToken
        );
        cache.Fingerprints.Add(part.Fingerprint, layer.DiffId);
        return layer;
    }

    /// <summary>A layer on its way.</summary>
    private sealed class Part(LayerContent content)
    {
        public LayerContent Content => content;

        /// <summary>Taken before the files are read.</summary>
        public LayerFingerprint? Fingerprint { get; set; }

        public Digest? DiffId { get; set; }

        public BuiltLayer? Layer { get; set; }
    }
}
