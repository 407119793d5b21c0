using System.Text;
using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Compose;

/// <summary>Keeps a Compose file that several projects of a solution write, which build at the same time.</summary>
internal static class ComposeStore
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the service into the file at <paramref name="path"/>, which is made where it is missing.</summary>
    /// <returns>Whether the file changed.</returns>
    /// <exception cref="ContainerizeException">See <see cref="ComposeFile.Update"/>; the file cannot be written (CTZ5001 to
    /// CTZ5004).</exception>
    public static async Task<bool> UpdateAsync(string path, ComposeService service, IBuildLog log, CancellationToken cancellationToken)
    {
        var isNew = !File.Exists(path);
        try
        {
            // Not written beside and moved there: who waits for the file has to find what is written now.
            await using var file = await ExclusiveFile.OpenAsync(path, path, log, cancellationToken);
            using var reader = new StreamReader(file, Utf8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
            var existing = await reader.ReadToEndAsync(cancellationToken);
            isNew &= existing.Length == 0;
            var text = ComposeFile.Update(existing, service, path);
            if (text == existing)
            {
                return false;
            }

            file.Position = 0;
            await file.WriteAsync(Utf8.GetBytes(text), CancellationToken.None);
            file.SetLength(file.Position);
            isNew = false;
            return true;
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
        finally
        {
            if (isNew)
            {
                File.Delete(path);
            }
        }
    }
}
