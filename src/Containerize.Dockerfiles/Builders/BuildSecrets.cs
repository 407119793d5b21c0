using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;

namespace Containerize.Builders;

/// <summary>
/// A build's secrets on their way to a command line, which is told only where they are. Read here is what must not be
/// printed, and whether they are there at all.
/// </summary>
/// <param name="plan">Names them.</param>
/// <param name="environment">The build's variables.</param>
internal sealed class BuildSecrets(EngineBuildPlan plan, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>The fewest characters of a secret that is hidden; a shorter one is in many harmless lines.</summary>
    private const int ShortestText = 4;

    /// <summary>In bytes; BuildKit takes no larger secret.</summary>
    private const int LargestFile = 500 << 10;

    /// <summary><c>id=token,env=TOKEN</c>, as buildx, Podman and Buildah take it.</summary>
    public IEnumerable<string> Options =>
        plan.Secrets.Select(secret =>
            secret.Variable.Length > 0 ? $"id={secret.Id},env={secret.Variable}" : $"id={secret.Id},src={secret.File}"
        );

    /// <summary>Reads all of them: the texts that no log may show.</summary>
    /// <exception cref="ContainerizeException">CTZ4044: some are not there, all told together.</exception>
    public ImmutableArray<string> Read()
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        var missing = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var secret in plan.Secrets)
        {
            try
            {
                texts.Add(Read(secret));
            }
            catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
            {
                missing.Add(
                    LocalDiagnostics.SecretMissing.Create(
                        secret.Id,
                        exception is FormatException ? exception.Message : $"the file '{secret.File}' cannot be read"
                    )
                );
            }
        }

        if (missing.Count > 0)
        {
            throw new ContainerizeException(missing.ToImmutable());
        }

        // A secret of several lines is printed line by line.
        return
        [
            .. texts
                .SelectMany(text => text.Split('\n').Append(text))
                .Select(text => text.Trim())
                .Where(text => text.Length >= ShortestText)
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(text => text.Length),
        ];
    }

    private string Read(BuildSecret secret)
    {
        if (secret.Variable.Length > 0)
        {
            return environment.TryGetValue(secret.Variable, out var value) && value.Length > 0
                ? value
                : throw new FormatException($"the variable {secret.Variable} is not set");
        }

        // Each of these commands ends the path at a comma.
        return secret.File.Contains(',', StringComparison.Ordinal)
                ? throw new FormatException($"the path '{secret.File}' has a comma, which the builder does not support")
            : !File.Exists(secret.File) ? throw new FormatException($"there is no file '{secret.File}'")
            : new FileInfo(secret.File).Length > LargestFile
                ? throw new FormatException($"the file '{secret.File}' is larger than {LargestFile} bytes")
            : File.ReadAllText(secret.File);
    }
}
