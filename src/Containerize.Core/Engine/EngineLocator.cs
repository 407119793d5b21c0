using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Engine;

/// <summary>Finds an engine that answers on this machine.</summary>
/// <param name="environment">The process's variables.</param>
/// <param name="log">Told which places did not answer.</param>
internal sealed class EngineLocator(IReadOnlyDictionary<string, string> environment, IBuildLog log)
{
    // An address where no one listens is known at once. A slow engine may just be starting (Podman's socket starts it),
    // be at the other end of ssh, or on a machine that is busy with this build.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EngineCandidates _candidates = new(environment);

    /// <summary>The first engine that answers, else the first whose program works.</summary>
    /// <param name="localRegistry"><c>LocalRegistry</c>: <c>Docker</c> or <c>Podman</c>; empty asks both in this order.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ContainerizeException">CTZ4001: none answers; the message says where was asked. CTZ4003, CTZ4007:
    /// what is configured cannot be used. CTZ1014: the value names no engine.</exception>
    public async Task<IContainerEngine> GetAsync(string localRegistry, CancellationToken cancellationToken)
    {
        var (engine, failures) = await SearchAllAsync(localRegistry, cancellationToken);
        return engine
            ?? throw new ContainerizeException(
                localRegistry switch
                {
                    EngineClient.Docker => LocalDiagnostics.EngineNotFound.Create(
                        "Docker",
                        failures,
                        HowToStartDocker,
                        EngineCandidates.DockerHost
                    ),
                    EngineClient.Podman => LocalDiagnostics.EngineNotFound.Create(
                        "Podman",
                        failures,
                        HowToStartPodman,
                        EngineCandidates.PodmanHost
                    ),
                    _ => LocalDiagnostics.EngineNotFound.Create(
                        "A container engine",
                        failures,
                        $"{HowToStartDocker}, or {HowToStartPodman}",
                        $"{EngineCandidates.DockerHost} or {EngineCandidates.PodmanHost}"
                    ),
                }
            );
    }

    /// <summary>The first engine that answers or whose program works, Docker or Podman; null where none does.</summary>
    /// <exception cref="ContainerizeException">CTZ4003, CTZ4007: what is configured cannot be used.</exception>
    public async Task<IContainerEngine?> FindAsync(CancellationToken cancellationToken)
    {
        var (engine, failures) = await SearchAllAsync("", cancellationToken);
        if (engine is null)
        {
            log.Write(IsSet("") ? MessageImportance.High : MessageImportance.Normal, $"No container engine answers: {failures}");
        }

        return engine;
    }

    private async Task<(IContainerEngine? Engine, string Failures)> SearchAllAsync(
        string localRegistry,
        CancellationToken cancellationToken
    )
    {
        var (client, failures) = await SearchAsync(localRegistry, cancellationToken);
        if (client is not null || IsSet(localRegistry))
        {
            return (client, failures);
        }

        foreach (
            var name in localRegistry.Length > 0 ? [localRegistry.ToLowerInvariant()] : new[] { EngineAddress.Docker, EngineAddress.Podman }
        )
        {
            var (engine, failure) = await ProgramEngine.TryFindAsync(name, environment, Patience, cancellationToken);
            if (engine is not null)
            {
                log.Write(MessageImportance.Normal, $"{engine.Name} {engine.Version} is used by its program {engine.Address}: {failures}");
                return (engine, "");
            }

            failures = $"{failures}; {failure}";
        }

        return (null, failures);
    }

    private bool IsSet(string localRegistry) => _candidates.Of(localRegistry).Any(candidate => candidate.IsSet);

    /// <summary>The first engine that answers; or why each place was no use.</summary>
    internal async Task<(EngineClient? Engine, string Failures)> SearchAsync(string localRegistry, CancellationToken cancellationToken)
    {
        var failures = ImmutableArray.CreateBuilder<string>();
        foreach (var candidate in _candidates.Of(localRegistry))
        {
            if (await TryConnectAsync(candidate, failures, cancellationToken) is { } engine)
            {
                log.Write(MessageImportance.Low, $"{engine.Name} {engine.Version} answers at {candidate}");
                return (engine, "");
            }
        }

        return (null, string.Join("; ", failures));
    }

    private async Task<EngineClient?> TryConnectAsync(
        EngineCandidate candidate,
        ImmutableArray<string>.Builder failures,
        CancellationToken cancellationToken
    )
    {
        if (candidate.IsAbsent)
        {
            failures.Add($"{candidate} does not exist");
            return null;
        }

        var (engine, failure) = await EngineClient.TryConnectAsync(candidate.Address, environment, Patience, cancellationToken);
        if (engine is null)
        {
            failures.Add($"{candidate}: {failure.TrimEnd('.')}");
        }

        return engine;
    }

    internal static string HowToStartDocker => OperatingSystem.IsLinux() ? "systemctl start docker" : "Docker Desktop";

    private static string HowToStartPodman => OperatingSystem.IsLinux() ? "systemctl --user start podman.socket" : "podman machine start";
}
