namespace Containerize.Registry.Auth;

/// <summary>A place with logins in the form of Docker's <c>config.json</c>.</summary>
/// <param name="Name">For messages: a file's path, or the name of a variable.</param>
/// <param name="Text">What is there, or null where that is in a file.</param>
internal sealed record LoginPlace(string Name, string? Text);

/// <summary>Where tools keep logins, in the order in which they are asked.</summary>
internal static class LoginPlaces
{
    /// <summary>GitLab's variable with the content of a <c>config.json</c>.</summary>
    private const string DockerAuthConfig = "DOCKER_AUTH_CONFIG";

    /// <summary>Docker's places, then Podman's. Source: docker(1); containers-auth.json(5).</summary>
    public static IReadOnlyList<LoginPlace> Find(IReadOnlyDictionary<string, string> environment)
    {
        var places = new List<LoginPlace>();
        if (Value(DockerAuthConfig) is { } text)
        {
            places.Add(new($"the variable {DockerAuthConfig}", text));
        }

        var home = Value(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME");
        AddFile(Value("DOCKER_CONFIG") ?? Below(home, ".docker"), "config.json");
        if (Value("REGISTRY_AUTH_FILE") is { } only)
        {
            AddFile(only);
            return places;
        }

        AddFile(Value("XDG_RUNTIME_DIR"), "containers", "auth.json");
        AddFile(Value("XDG_CONFIG_HOME"), "containers", "auth.json");
        AddFile(home, ".config", "containers", "auth.json");
        return places;

        string? Value(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

        string? Below(string? folder, string name) => folder is null ? null : Path.Combine(folder, name);

        void AddFile(string? folder, params ReadOnlySpan<string> names)
        {
            // A relative path would be another file in each project.
            if (
                folder is not null
                && Path.IsPathFullyQualified(folder)
                && Path.Combine([folder, .. names]) is var path
                && !places.Exists(place => place.Name == path)
            )
            {
                places.Add(new(path, Text: null));
            }
        }
    }
}
