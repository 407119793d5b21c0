using System.Collections.Concurrent;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>
/// A sample that is compiled once for all tests, by a plain publish, which leaves nothing of an image. Publishing an image
/// of it then takes seconds. One test at a time has it, and removes what is left of its image: no publish finds what
/// another one left. In a copy, native code would be compiled again.
/// </summary>
internal sealed class CompiledSample : IDisposable
{
    private static readonly ConcurrentDictionary<string, CompiledSample> All = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lazy<Task<string>> _folder;
    private readonly string _sample;
    private readonly string[] _options;

    private CompiledSample(string sample, string[] options) => (_sample, _options, _folder) = (sample, options, new(CompileAsync));

    /// <summary>Waits for it; to be disposed of when it is published.</summary>
    /// <param name="sample">Folder of the project below <c>samples</c>.</param>
    /// <param name="options">Of every publish, such as another framework.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<CompiledSample> TakeAsync(string sample, string[] options, CancellationToken cancellationToken)
    {
        var compiled = All.GetOrAdd(string.Join(' ', [sample, .. options]), _ => new(sample, options));
        await compiled._turn.WaitAsync(cancellationToken);
        return compiled;
    }

    /// <summary>Publishes an image to the plain registry.</summary>
    /// <param name="baseImage">One of .NET's.</param>
    /// <param name="repository">Its name.</param>
    /// <param name="arguments">What else is on the command line.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public async Task PublishAsync(
        string baseImage,
        string repository,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    ) =>
        (
            await Dotnet.RunAsync(
                await _folder.Value,
                [
                    .. Publish,
                    "--no-build",
                    "-p:ContainerPush=true",
                    $"-p:ContainerBaseImage={TestEnvironment.Base}/{baseImage}:10.0",
                    $"-p:ContainerRegistry={TestEnvironment.Registry}",
                    $"-p:ContainerRepository={repository}",
                    .. arguments,
                ],
                cancellationToken
            )
        ).Succeeded();

    /// <summary>The <c>report.json</c> of the publish.</summary>
    public async Task<System.Text.Json.JsonElement> ReportAsync() =>
        Json.Read(Directory.EnumerateFiles(await ObjAsync(), "report.json", SearchOption.AllDirectories).Single());

    public void Dispose()
    {
        try
        {
            if (_folder is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                foreach (var left in Directory.GetDirectories(ObjAsync().Result, "container", SearchOption.AllDirectories))
                {
                    Directory.Delete(left, recursive: true);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private string[] Publish => ["publish", _sample, "--nologo", $"-p:ContainerizeSdkVersion={TestEnvironment.Version}", .. _options];

    private async Task<string> ObjAsync() => Path.Combine(await _folder.Value, _sample, "obj");

    private async Task<string> CompileAsync()
    {
        var directory = RunFolder.Get($"compiled-{_sample.Replace('/', '-')}{_options.Length}");
        SourceTree.Copy("samples", directory);
        Dotnet.AddFeed(directory);
        (await Dotnet.RunAsync(directory, Publish, CancellationToken.None)).Succeeded();
        return directory;
    }
}
