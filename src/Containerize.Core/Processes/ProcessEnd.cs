using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Containerize.Processes;

/// <summary>
/// Ends a program of an engine so that what it runs in a container ends too. What is killed outright leaves its
/// containers running, and Podman does so even when it is asked to end; but where the helper in between is asked, that
/// one ends the container, and Podman and Buildah then fail as at any failing step, and clean up.
/// </summary>
internal static class ProcessEnd
{
    private const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Returns when it has ended, by itself or not.</summary>
    public static async Task RequireAsync(Process process)
    {
        if (process.HasExited)
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            var children = ChildrenOf(process.Id);
            foreach (var id in children.Count > 0 ? children : [process.Id])
            {
                _ = Signal(id, Terminate);
            }

            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // It does not listen.
            }
        }

        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Its children where the system lists them, as Linux does; where not, none.</summary>
    private static List<int> ChildrenOf(int id)
    {
        var tasks = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/task");
        try
        {
            return Directory.Exists(tasks)
                ?
                [
                    .. Directory
                        .EnumerateDirectories(tasks)
                        .SelectMany(task =>
                            File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        )
                        .Select(child => int.Parse(child, CultureInfo.InvariantCulture)),
                ]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A thread has ended meanwhile, or the kernel has no such list.
            return [];
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int id, int signal);
}
