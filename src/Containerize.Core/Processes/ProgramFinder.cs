namespace Containerize.Processes;

/// <summary>Finds a program in the folders of the build's <c>PATH</c>, and nowhere else: never in the current folder.</summary>
internal static class ProgramFinder
{
    /// <summary>What Windows starts without a shell; <c>PATHEXT</c> may list others, and decides the order.</summary>
    private static readonly string[] Startable = [".exe", ".com", ".cmd", ".bat"];

    /// <param name="name">Its name, on Windows without the ending.</param>
    /// <param name="environment">The build's variables.</param>
    /// <returns>The full path, or null where there is none.</returns>
    public static string? Find(string name, IReadOnlyDictionary<string, string> environment) =>
        Find(name, environment, OperatingSystem.IsWindows());

    /// <param name="name">As above.</param>
    /// <param name="environment">As above.</param>
    /// <param name="isWindows">Whose customs are followed.</param>
    public static string? Find(string name, IReadOnlyDictionary<string, string> environment, bool isWindows)
    {
        var endings = isWindows ? Endings(environment) : [""];
        foreach (var folder in environment.GetValueOrDefault("PATH", "").Split(isWindows ? ';' : ':'))
        {
            // A relative folder would be another one in each project.
            foreach (var ending in Path.IsPathFullyQualified(folder) ? endings : [])
            {
                if (Path.Combine(folder, name + ending) is var path && File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }

    private static string[] Endings(IReadOnlyDictionary<string, string> environment)
    {
        var listed = environment
            .GetValueOrDefault("PATHEXT", "")
            .Split(';', StringSplitOptions.TrimEntries)
            .Select(ending => ending.ToLowerInvariant());
        string[] endings = [.. listed.Where(Startable.Contains)];
        return endings.Length == 0 ? Startable : endings;
    }
}
