using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Planning;
using Containerize.Registry;
using Containerize.Registry.Http;

namespace Containerize.Pipeline;

/// <summary>What one run has open, for all that it does. Opening it sends no request, and neither reads nor writes a file.</summary>
internal sealed class PipelineServices : IDisposable
{
    public PipelineServices(PipelineOptions options)
    {
        Options = options;
        Cache = LocalCache.Open(options.Cache, options.LayerDirectory, options.Log);
        Scratch = new ScratchFiles(options.LayerDirectory);
        RegistryOptions = options.RegistryOptions;
        Registries = new RegistryConnections(RegistryOptions);
    }

    /// <summary>How it works.</summary>
    public PipelineOptions Options { get; }

    /// <summary>Hears what a person should know.</summary>
    public IBuildLog Log => Options.Log;

    /// <summary>What this machine remembers.</summary>
    public LocalCache Cache { get; }

    /// <summary>For what only this run needs.</summary>
    public ScratchFiles Scratch { get; }

    /// <summary>How registries are talked to.</summary>
    public RegistryOptions RegistryOptions { get; }

    /// <summary>The registries of this run, and the mirrors of bases.</summary>
    public RegistryConnections Registries { get; }

    public void Dispose()
    {
        Registries.Dispose();
        Scratch.Dispose();
        Cache.Dispose();
    }
}
