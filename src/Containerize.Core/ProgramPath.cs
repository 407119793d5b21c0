namespace Containerize;

/// <summary>Finds programs as a shell would, in the folders of the build's own <c>PATH</c>.</summary>
internal static class ProgramPath
{
    /// <param name="name">A plain name, without folder and ending.</param>
    /// <param name="environment">The build's variables.</param>
    /// <returns>The full path, or null where no folder has it.</returns>
    public static string? Find(string name, IReadOnlyDictionary<string, string> environment)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        return environment.GetValueOrDefault("PATH", "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))
            .FirstOrDefault(File.Exists);
    }
}
