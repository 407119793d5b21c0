using System.Collections.Immutable;

namespace Containerize.Dockerfiles;

/// <summary>An instruction as a user wrote it.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Name">In capitals.</param>
/// <param name="Flags">What follows <c>--</c>, in its order.</param>
/// <param name="Arguments">What follows, on one line.</param>
/// <param name="Text">All of it, with the comments above it, without a line break at its end.</param>
/// <param name="HasHeredoc">Whether it has a here-document.</param>
internal sealed record DockerfileStatement(
    int Line,
    string Name,
    ImmutableArray<KeyValuePair<string, string>> Flags,
    string Arguments,
    string Text,
    bool HasHeredoc
)
{
    /// <summary>Names of stages, or images, whose files or contents it takes.</summary>
    public IEnumerable<string> Sources =>
        Name switch
        {
            "FROM" => [Words[0]],
            "COPY" or "ADD" => Flags.Where(flag => flag.Key == "from").Select(flag => flag.Value),
            _ => Mounts.SelectMany(mount =>
                mount.Where(option => option.StartsWith("from=", StringComparison.Ordinal)).Select(option => option["from=".Length..])
            ),
        };

    /// <summary>The name that a <c>FROM</c> gives its stage; empty for none.</summary>
    public string StageName =>
        Words is [_, var keyword, var name] && keyword.Equals("AS", StringComparison.OrdinalIgnoreCase) ? name.ToLowerInvariant() : "";

    internal string[] Words => Arguments.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    internal IEnumerable<FeatureNeed> Needs =>
        [
            .. Flags.SelectMany(flag =>
                flag.Key switch
                {
                    "link" => [FeatureNeed.Link],
                    "chmod" => [FeatureNeed.Chmod],
                    "network" => [FeatureNeed.Network],
                    "start-interval" => [FeatureNeed.StartInterval],
                    "mount" =>
                    [
                        flag.Value.Split(',').Contains("type=secret", StringComparer.Ordinal) ? FeatureNeed.Secret : FeatureNeed.Cache,
                    ],
                    _ => Array.Empty<FeatureNeed>(),
                }
            ),
            .. HasHeredoc ? [FeatureNeed.Heredoc] : Array.Empty<FeatureNeed>(),
            .. Name == "HEALTHCHECK" ? [FeatureNeed.Healthcheck] : Array.Empty<FeatureNeed>(),
        ];

    private IEnumerable<string[]> Mounts => Flags.Where(flag => flag.Key == "mount").Select(flag => flag.Value.Split(','));
}
