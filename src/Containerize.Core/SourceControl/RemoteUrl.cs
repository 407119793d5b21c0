using System.Text.RegularExpressions;

namespace Containerize.SourceControl;

/// <summary>Turns what git clones from into an address that a browser opens and that gives nothing away.</summary>
internal static partial class RemoteUrl
{
    private const string GitSuffix = ".git";

    /// <summary>
    /// <c>https://user:token@host/o/r.git</c> and <c>git@host:o/r.git</c> become <c>https://host/o/r</c>. User names,
    /// passwords, query and fragment are dropped, for each may be a credential.
    /// </summary>
    /// <returns>Null for paths and whatever else only this machine understands.</returns>
    public static string? ToWeb(string remote)
    {
        if (!remote.Contains("://", StringComparison.Ordinal))
        {
            var scp = ScpPattern().Match(remote);
            return scp.Success ? Address("https", scp.Groups["host"].Value, scp.Groups["path"].Value) : null;
        }

        return !Uri.TryCreate(remote, UriKind.Absolute, out var uri) || uri.Host.Length == 0
            ? null
            : uri.Scheme switch
            {
                "http" or "https" => Address(uri.Scheme, uri.Authority, uri.AbsolutePath),
                // The port is that of ssh or git, not of the web.
                "ssh" or "git" or "git+ssh" or "ssh+git" => Address("https", uri.Host, uri.AbsolutePath),
                _ => null,
            };
    }

    /// <summary>The same for what a project says, where words that are neither address nor path are kept as they are.</summary>
    public static string? FromProject(string url) =>
        ToWeb(url) ?? (url.Contains(':', StringComparison.Ordinal) || url[0] is '/' or '\\' or '.' or '~' ? null : url);

    private static string? Address(string scheme, string host, string path)
    {
        var trimmed = path.Trim('/');
        var clean = trimmed.EndsWith(GitSuffix, StringComparison.OrdinalIgnoreCase) ? trimmed[..^GitSuffix.Length] : trimmed;

        // Azure DevOps has other hosts and paths for ssh than for the web.
        var address =
            host is "ssh.dev.azure.com" or "vs-ssh.visualstudio.com"
            && clean.Split('/') is ["v3", var organization, var project, var repository]
                ? $"https://dev.azure.com/{organization}/{project}/_git/{repository}"
                : $"{scheme}://{host}/{clean}";
        return Uri.TryCreate(address, UriKind.Absolute, out _) ? address : null;
    }

    // git's short form of ssh, user@host:path. Without a user or a dot it may be a drive or a name from one's ssh config.
    [GeneratedRegex(
        @"\A([^@/:\s]+@(?<host>[A-Za-z0-9.-]+)|(?<host>[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)):(?<path>[^\s?#]+)\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ScpPattern();
}
