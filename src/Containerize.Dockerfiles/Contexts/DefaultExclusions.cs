using System.Collections.Immutable;

namespace Containerize.Contexts;

/// <summary>
/// What never enters a context unless <c>ContainerBuildInclude</c> names it: what is made anew there, what belongs to a
/// person's machine, and what must not get into layers, caches and registries.
/// </summary>
internal static class DefaultExclusions
{
    /// <summary>Made anew by builds; which folder one writes to, its project says.</summary>
    private static readonly ImmutableArray<string> Outputs = ["**/bin", "**/obj"];

    /// <summary>Made anew by tools on every machine.</summary>
    private static readonly ImmutableArray<string> MadeAnew = ["**/node_modules", "**/TestResults"];

    /// <summary>As lines of a .dockerignore.</summary>
    public static ImmutableArray<string> Lines { get; } =
    [
        .. Outputs,
        .. MadeAnew,
        // Version control, editors, and settings of one person.
        "**/.git",
        "**/.hg",
        "**/.svn",
        "**/.vs",
        "**/.vscode",
        "**/.idea",
        "**/*.user",
        "**/*.suo",
        // What describes containers changes without changing what is built.
        "**/.dockerignore",
        "**/*.dockerignore",
        "**/Dockerfile",
        "**/Dockerfile.*",
        "**/docker-compose*.yml",
        "**/docker-compose*.yaml",
        "**/compose.yaml",
        "**/compose.yml",
        // Secrets.
        "**/.env",
        "**/.env.*",
        "**/secrets.json",
        "**/secrets.*.json",
        "**/*.pfx",
        "**/*.p12",
        "**/*.key",
        "**/*.pem",
        "**/*.ppk",
        "**/*.jks",
        "**/*.keystore",
        "**/id_rsa*",
        "**/id_dsa*",
        "**/id_ecdsa*",
        "**/id_ed25519*",
        "**/.ssh",
        "**/.aws",
        "**/.azure",
        "**/.kube",
        "**/.docker",
        "**/.netrc",
        "**/.npmrc",
        "**/.git-credentials",
    ];

    /// <summary>Whether what a line keeps out is made in a container too, wherever it lies.</summary>
    public static bool IsMadeAnew(string line) => MadeAnew.Contains(line);

    /// <summary>Letters of any case: a certificate of Windows is <c>Server.PFX</c>.</summary>
    public static IgnorePatterns Patterns { get; } = IgnorePatterns.Parse(Lines, StringComparison.OrdinalIgnoreCase);
}
