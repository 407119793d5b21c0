using System.Collections.Immutable;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Ci;

/// <summary>Reports to the CI system what was published, in the files and with the lines that it looks for.</summary>
/// <param name="system">Where the build runs.</param>
/// <param name="environment">The build's variables.</param>
/// <param name="dotenvPath">The file of variables, absolute; empty for none.</param>
/// <param name="log">Prints what is a command to the system.</param>
internal sealed class CiReporter(CiSystem system, IReadOnlyDictionary<string, string> environment, string dotenvPath, IBuildLog log)
{
    /// <summary>Bytes of a step's summary. Source: GitHub Docs, "Adding a job summary", "Step isolation and limits".</summary>
    private const int SummaryLimit = 1024 * 1024;

    /// <summary>What cannot be written is a warning (CTZ5020 to CTZ5022): the image is where it should be.</summary>
    public async Task ReportAsync(CiImage image, CancellationToken cancellationToken)
    {
        if (system == CiSystem.GitHubActions)
        {
            await WriteAsync(Variable("GITHUB_OUTPUT"), Outputs, cancellationToken);
            await WriteAsync(Variable("GITHUB_STEP_SUMMARY"), Summary, cancellationToken);
        }
        else if (system == CiSystem.AzurePipelines && Variable("AGENT_TEMPDIRECTORY") is { Length: > 0 } temporary)
        {
            // A name of its own for each step: the agent empties the folder with the job.
            var folder = Path.Join(temporary, "containerize", FileName(Variable("SYSTEM_TASKINSTANCEID")));
            await WriteAsync(Path.Join(folder, "images"), Variables, cancellationToken);
            var summary = Path.Join(folder, $"{FileName(image.Repository)}{(image.Variant.Length > 0 ? $"-{image.Variant}" : "")}.md");
            if (await WriteAsync(summary, _ => MarkdownSummary.Write(image), cancellationToken))
            {
                log.Command(AzureCommands.UploadSummary(summary));
            }
        }

        await WriteAsync(dotenvPath, Dotenv, cancellationToken);

        string? Outputs(string text) =>
            image.IsPublished
                ? Ended(text) + GitHubOutputs.Format(After(image, PublishedImages.ReadFrom(text, GitHubOutputs.ImagesStart)))
                : null;

        string? Summary(string text)
        {
            var whole = Ended(text) + MarkdownSummary.Write(image);
            if (Encoding.UTF8.GetByteCount(whole) <= SummaryLimit)
            {
                return whole;
            }

            log.Report(FileDiagnostics.SummaryFull.Create(image.Repository));
            return null;
        }

        // The file only remembers what the lines have said.
        string? Variables(string text)
        {
            var published = PublishedImages.ReadFrom(text, "");
            if (!image.IsPublished)
            {
                return null;
            }

            foreach (var line in AzureCommands.SetVariables(After(image, published)))
            {
                log.Command(line);
            }

            return published.ToJson();
        }

        string? Dotenv(string text)
        {
            if (!image.IsPublished)
            {
                return null;
            }

            var whole = Ci.Dotenv.Update(text, After(image, PublishedImages.ReadFrom(text, Ci.Dotenv.ImagesStart)));
            if (Encoding.UTF8.GetByteCount(whole) is var bytes && (system != CiSystem.GitLab || bytes <= Ci.Dotenv.Limit))
            {
                return whole;
            }

            log.Report(FileDiagnostics.DotenvFull.Create(dotenvPath, bytes, Ci.Dotenv.Limit, image.Repository));
            return null;
        }
    }

    private ImmutableArray<CiOutput> After(CiImage image, PublishedImages published)
    {
        var outputs = CiOutputs.After(image, published);
        if (!published.IsOne)
        {
            log.Write(
                MessageImportance.High,
                $"This step published several images: {CiOutputs.Images} names them all, and the outputs about one image are empty."
            );
        }

        return outputs;
    }

    /// <summary>Puts what <paramref name="update"/> makes of a file's text in its place, while no other build has the file.</summary>
    /// <returns>Whether it was written.</returns>
    private async Task<bool> WriteAsync(string path, Func<string, string?> update, CancellationToken cancellationToken)
    {
        if (path.Length == 0)
        {
            return false;
        }

        try
        {
            await using var file = await ExclusiveFile.OpenAsync(path, path, log, cancellationToken);
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, cancellationToken);
            var text = Encoding.UTF8.GetString(bytes);
            if (update(text) is { } updated)
            {
                // What others wrote is not touched where it stays.
                var kept = updated.StartsWith(text, StringComparison.Ordinal) ? bytes.Length : 0;
                file.Position = kept;
                await file.WriteAsync(Encoding.UTF8.GetBytes(kept > 0 ? updated[text.Length..] : updated), cancellationToken);
                file.SetLength(file.Position);
                await file.FlushAsync(cancellationToken);
                return true;
            }
        }
        catch (Exception exception) when ((exception as ContainerizeException ?? FileErrors.Translate(exception, path)) is { } error)
        {
            log.Report(FileDiagnostics.CiFileFailed.Create(error.Diagnostics[0].Message));
        }

        return false;
    }

    private string Variable(string name) => environment.TryGetValue(name, out var value) ? value : "";

    private static string Ended(string text) => text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";

    private static string FileName(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_'));
}
