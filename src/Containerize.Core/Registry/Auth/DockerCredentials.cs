using System.Collections.Concurrent;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Auth;

/// <summary>
/// The logins of one place: the registry's own helper, else the general helper, else the login in the file itself. It is
/// read once, when a registry first wants a login.
/// </summary>
internal sealed class DockerCredentials : ICredentialSource
{
    private readonly LoginPlace _place;
    private readonly RegistryOptions _options;
    private readonly Lazy<Task<DockerConfig>> _config;

    /// <summary>What helpers said, by registry: to start one takes time.</summary>
    private readonly ConcurrentDictionary<RegistryName, FoundCredential> _helped = new();

    public DockerCredentials(LoginPlace place, RegistryOptions options)
    {
        (_place, _options) = (place, options);
        _config = new(ReadAsync);
    }

    /// <inheritdoc/>
    /// <remarks>It is the same account for every operation.</remarks>
    public async Task<RegistryCredential?> FindAsync(
        RegistryName registry,
        RepositoryName repository,
        RegistryOperation operation,
        CancellationToken cancellationToken
    )
    {
        var config = await _config.Value.WaitAsync(cancellationToken);
        if (await AskHelperAsync(config, registry, cancellationToken) is { } helped)
        {
            return helped;
        }

        return config.FindAuth(registry, repository) is { } entry ? entry.Value.ToCredential($"{Quoted} (auths.{entry.Key})") : null;
    }

    private string Quoted => _place.Text is null ? $"'{_place.Name}'" : _place.Name;

    private async Task<RegistryCredential?> AskHelperAsync(DockerConfig config, RegistryName registry, CancellationToken cancellationToken)
    {
        if (_helped.TryGetValue(registry, out var known))
        {
            return known.Credential;
        }

        var keys = DockerConfig.KeysOf(registry);
        var helper = keys.Select(key => config.CredentialHelpers.GetValueOrDefault(key)).FirstOrDefault(name => !string.IsNullOrEmpty(name))
            ?? config.CredentialStore;
        var found = helper is null ? null : await new CredentialHelper(helper, _options).FindAsync(registry, keys, cancellationToken);
        _helped[registry] = new(found);
        return found;
    }

    /// <summary>Shared by all who wait, so no one's cancellation ends it; a file is small and local.</summary>
    private async Task<DockerConfig> ReadAsync()
    {
        try
        {
            return DockerConfig.Parse(_place.Text ?? await File.ReadAllTextAsync(_place.Name));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new DockerConfig();
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            _options.Log.Report(RegistryDiagnostics.InvalidLoginFile.Create(Quoted, exception.Message));
            return new DockerConfig();
        }
    }
}
