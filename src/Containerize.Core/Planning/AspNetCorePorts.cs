using System.Text.RegularExpressions;

namespace Containerize.Planning;

/// <summary>
/// The ports that an ASP.NET Core application listens on, told by the variables it reads. <c>ASPNETCORE_URLS</c>
/// overrides the other two, as it does in the host.
/// Source: ASP.NET Core documentation, "Configure endpoints for the Kestrel web server".
/// </summary>
internal static partial class AspNetCorePorts
{
    public const string Urls = "ASPNETCORE_URLS";
    public const string HttpPorts = "ASPNETCORE_HTTP_PORTS";
    public const string HttpsPorts = "ASPNETCORE_HTTPS_PORTS";

    /// <summary>Values that are not ports are passed over: the application, not the image, is who rejects them.</summary>
    public static IEnumerable<Port> Infer(Func<string, string?> variable)
    {
        var numbers = variable(Urls) is { Length: > 0 } urls
            ? Split(urls).Select(url => UrlPort().Match(url)).Where(match => match.Success).Select(match => match.Groups["port"].Value)
            : Split(variable(HttpPorts)).Concat(Split(variable(HttpsPorts)));
        return numbers.Select(number => Port.TryParse(number)).OfType<Port>();
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"\A\w+://[^/]*:(?<port>[0-9]+)(/.*)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UrlPort();
}
