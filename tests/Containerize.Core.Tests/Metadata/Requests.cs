using System.Collections.Immutable;
using Containerize.Metadata;
using Containerize.Testing;

namespace Containerize.Core.Tests.Metadata;

/// <summary>Requests that differ from the plainest by what a test is about.</summary>
internal static class Requests
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    public static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, 500, TimeSpan.FromHours(2));

    /// <summary>A project outside any repository and CI system.</summary>
    public static MetadataRequest Plain { get; } =
        new()
        {
            ProjectDirectory = Path.GetPathRoot(Path.GetTempPath())!,
            Environment = ImmutableDictionary<string, string>.Empty,
            Now = Now,
        };

    public static MetadataRequest In(TemporaryGitRepository repository) =>
        Plain with
        {
            ProjectDirectory = repository.FullName,
            Environment = repository.Environment,
        };

    public static MetadataRequest With(this MetadataRequest request, params (string Name, string Value)[] variables) =>
        request with
        {
            Environment = request.Environment.Concat(variables.Select(one => KeyValuePair.Create(one.Name, one.Value))).ToDictionary(),
        };

    public static Task<MetadataResult> ResolveAsync(this MetadataRequest request, CancellationToken cancellationToken) =>
        Task.Run(() => ContainerMetadata.Resolve(request, new RecordingBuildLog(), cancellationToken), cancellationToken);
}
