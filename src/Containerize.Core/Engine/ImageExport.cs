using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Engine;

/// <summary>
/// Saves an image of an engine to a file. A connection that breaks is tried again from the beginning: engines give no parts.
/// </summary>
internal static class ImageExport
{
    private const int Tries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    /// <param name="engine">The engine.</param>
    /// <param name="nameOrId">The image.</param>
    /// <param name="file">Where to: an absolute path.</param>
    /// <param name="cancellationToken">Leaves no file.</param>
    /// <exception cref="ContainerizeException">CTZ4002, CTZ4006, CTZ4060; or the file cannot be written (CTZ5xxx).</exception>
    public static async Task WriteAsync(IContainerEngine engine, string nameOrId, string file, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await AtomicFile.WriteAsync(
                    file,
                    (output, token) => engine.SaveImageAsync(nameOrId, (saved, saving) => saved.CopyToAsync(output, saving), token),
                    cancellationToken
                );
                return;
            }
            catch (ContainerizeException exception)
                when (tries < Tries
                    && exception.Diagnostics is [{ Descriptor: var descriptor }]
                    && descriptor == LocalDiagnostics.EngineUnreachable
                )
            {
                await Task.Delay(Pause * tries, cancellationToken);
            }
        }
    }
}
