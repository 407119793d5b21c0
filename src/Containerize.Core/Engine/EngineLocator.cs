using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Engine;

/// <summary>Finds an engine that answers on this machine.</summary>
/// <param name="environment">The process's variables.</param>
/// <param name="log">Told where nobody answered.</param>
public sealed class EngineLocator(IReadOnlyDictionary<string, string> environment, IBuildLog log)
{
    // Nobody listening is known at once. Who listens but is slow may just be starting: Podman's socket starts it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly EngineCandidates _candidates = new(environment);

    /// <summary>The first engine that answers.</summary>
    /// <param name="localRegistry"><c>LocalRegistry</c>: <c>Docker</c> or <c>Podman</c>, which must answer; empty asks
    /// both in this order.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The engine; null only where <paramref name="localRegistry"/> is empty and none answers.</returns>
    /// <exception cref="ContainerizeException">CTZ4001: the engine that was asked for does not answer. CTZ4003, CTZ4007:
    /// what is configured for it cannot be used. CTZ1xxx: the value names no engine.</exception>
    public async Task<IContainerEngine?> FindAsync(string localRegistry, CancellationToken cancellationToken)
    {
        // Podman's configuration is not even read where Docker answers.
        IEnumerable<ImmutableArray<EngineCandidate>> kinds = localRegistry switch
        {
            "" => new[] { _candidates.Docker, _candidates.Podman }.Select(candidates => candidates()),
            EngineClient.Docker => [_candidates.Docker()],
            EngineClient.Podman => [_candidates.Podman()],
            _ => throw new ContainerizeException(InputDiagnostics.InvalidLocalRegistry.Create(localRegistry)),
        };
        var failures = ImmutableArray.CreateBuilder<string>();
        foreach (var candidate in kinds.SelectMany(candidates => candidates))
        {
            if (await TryConnectAsync(candidate, failures, cancellationToken) is { } engine)
            {
                log.Write(MessageImportance.Low, $"{engine.Name} {engine.Version} answers at {candidate}");
                return engine;
            }
        }

        var reasons = string.Join("; ", failures);
        if (localRegistry.Length > 0)
        {
            throw new ContainerizeException(LocalDiagnostics.EngineNotFound.Create(localRegistry, reasons, HowToStart(localRegistry)));
        }

        log.Write(MessageImportance.Normal, $"No container engine answers: {reasons}");
        return null;
    }

    private static async Task<IContainerEngine?> TryConnectAsync(EngineCandidate candidate, ImmutableArray<string>.Builder failures, CancellationToken cancellationToken)
    {
        if (candidate.IsAbsent)
        {
            failures.Add($"{candidate} does not exist");
            return null;
        }

        var (engine, failure) = await EngineClient.TryConnectAsync(candidate.Address, Patience, cancellationToken);
        if (engine is null)
        {
            failures.Add($"{candidate}: {failure.TrimEnd('.')}");
        }

        return engine;
    }

    private static string HowToStart(string localRegistry) => localRegistry == EngineClient.Podman
        ? OperatingSystem.IsLinux() ? "systemctl --user start podman.socket" : "podman machine start"
        : OperatingSystem.IsLinux() ? "systemctl start docker" : "Docker Desktop";
}
