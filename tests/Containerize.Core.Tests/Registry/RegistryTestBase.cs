using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Registry.Auth;
using Containerize.Registry.Http;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

/// <summary>What tests with a registry have in common: the real client, a log to look at, and quick time-outs.</summary>
internal abstract class RegistryTestBase
{
    public TestContext TestContext { get; set; } = null!;

    private protected RecordingBuildLog Log { get; } = new();

    /// <summary>All that a person could have read.</summary>
    private protected string LogText =>
        string.Join('\n', Log.Messages.Select(message => message.Text).Concat(Log.Diagnostics.Select(diagnostic => diagnostic.ToString())));

    private protected CancellationToken Token => TestContext.CancellationToken;

    private protected RegistryOptions Options =>
        new()
        {
            Log = Log,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            RetryLimit = 2,
        };

    private protected RegistryConnections Connect(
        ICredentialSource? credentials = null,
        Func<RegistryOptions, RegistryOptions>? with = null
    ) => new(with is null ? Options : with(Options), credentials);

    private protected Task<PublishResult> PushAsync(
        RegistryConnections connections,
        InMemoryRegistry registry,
        Image image,
        string repository = "app",
        params ImmutableArray<string> tags
    ) =>
        PushAsync(
            connections,
            registry,
            image,
            TestNames.Image(repository, tags is [] ? ["latest"] : tags),
            RepositorySnapshot.Empty,
            Token
        );

    private protected async Task<PublishResult> PushAsync(
        RegistryConnections connections,
        InMemoryRegistry registry,
        Image image,
        ImageName name,
        RepositorySnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        var repository = connections
            .Get(registry.Name)
            .ForPush(name.Repository, RegistryPublisher.MountRepositories(image, RegistryName.Parse(registry.Name)));
        await using var publisher = new RegistryPublisher(repository, 4, Log, cancellationToken);
        publisher.FindKnownLayers(_ => Task.FromResult(snapshot));
        return await publisher.PublishAsync(image, name, cancellationToken);
    }

    private protected Task<BaseImage> PullAsync(
        RegistryConnections connections,
        InMemoryRegistry registry,
        string rest = "base:1.0",
        IDocumentCache? documents = null
    ) =>
        new RegistryImageSource(connections, Reference($"{registry.Name}/{rest}"), documents ?? NoDocumentCache.Instance).ResolveAsync(
            RandomImage.LinuxAmd64,
            Token
        );

    /// <summary>A fault of the first try of each blob and each manifest; <paramref name="failed"/> tells which had one.</summary>
    private protected static Func<RecordedRequest, InjectedFault?> FirstPuts(
        ConcurrentDictionary<string, bool> failed,
        InjectedFault fault
    ) =>
        request =>
            request.Method == "PUT"
            && failed.TryAdd(
                request.Query.Length > 0 ? request.Query[request.Query.IndexOf("digest", StringComparison.Ordinal)..] : request.Path,
                true
            )
                ? fault
                : null;

    private protected static ImageReference Reference(string text) =>
        ImageReference.TryParse(text, out var reference) ? reference : throw new ArgumentException(text, nameof(text));

    /// <summary>The one diagnostic of a failure; its code is the expected one and its text holds all the parts.</summary>
    private protected static async Task<ContainerizeException> AssertCodeAsync(string code, Func<Task> action, params string[] parts)
    {
        var exception = await Assert.ThrowsExactlyAsync<ContainerizeException>(action);
        Assert.HasCount(1, exception.Diagnostics);
        Assert.AreEqual(code, exception.Diagnostics[0].Code, exception.Message);
        foreach (var part in parts)
        {
            Assert.Contains(part, exception.Message);
        }

        return exception;
    }
}

/// <summary>One account for every registry; counts how often it is asked for.</summary>
internal sealed class OneAccount(string userName = "user", string secret = "password", bool isIdentityToken = false) : ICredentialSource
{
    private int _asked;

    public int Asked => _asked;

    public Task<RegistryCredential?> FindAsync(
        RegistryName registry,
        RepositoryName repository,
        RegistryOperation operation,
        CancellationToken cancellationToken
    )
    {
        Interlocked.Increment(ref _asked);
        return Task.FromResult<RegistryCredential?>(new(userName, secret, "the test's account", isIdentityToken));
    }
}

/// <summary>No account for anything.</summary>
internal sealed class NoAccount : ICredentialSource
{
    public Task<RegistryCredential?> FindAsync(
        RegistryName registry,
        RepositoryName repository,
        RegistryOperation operation,
        CancellationToken cancellationToken
    ) => Task.FromResult<RegistryCredential?>(null);
}
