using System.Collections.Concurrent;
using Containerize.Diagnostics;

namespace Containerize.Registry.Auth;

/// <summary>
/// Logins of <c>docker login</c>: the registry's own helper, else the general helper, else the file itself. The file
/// is read once, when a registry first wants a login.
/// </summary>
public sealed class DockerCredentials : ICredentialSource
{
    private readonly RegistryOptions _options;
    private readonly string? _path;
    private readonly Lazy<Task<DockerConfig>> _config;
    private readonly ConcurrentDictionary<string, RegistryCredential?> _found = new(StringComparer.OrdinalIgnoreCase);

    public DockerCredentials(RegistryOptions options)
    {
        _options = options;
        _path = DockerConfig.FindPath(options.EnvironmentVariables);
        _config = new(ReadAsync);
    }

    /// <inheritdoc/>
    /// <remarks>It is the same account for every operation, and to start a helper takes time.</remarks>
    public async Task<RegistryCredential?> FindAsync(string registry, RegistryOperation operation, CancellationToken cancellationToken) =>
        _found.TryGetValue(registry, out var known) ? known : _found[registry] = await FindAsync(registry, cancellationToken);

    private async Task<RegistryCredential?> FindAsync(string registry, CancellationToken cancellationToken)
    {
        var config = await _config.Value.WaitAsync(cancellationToken);
        var keys = DockerConfig.KeysOf(registry);
        var helper = keys.Select(key => config.CredentialHelpers.GetValueOrDefault(key)).FirstOrDefault(name => !string.IsNullOrEmpty(name)) ?? config.CredentialStore;
        if (helper is not null && await new CredentialHelper(helper, _options).FindAsync(registry, keys, cancellationToken) is { } found)
        {
            return found;
        }

        return config.FindAuth(registry) is { } entry ? entry.Value.ToCredential($"'{_path}' (auths.{entry.Key})") : null;
    }

    /// <summary>Shared by all who wait, so no one's cancellation ends it; the file is small and local.</summary>
    private async Task<DockerConfig> ReadAsync()
    {
        if (_path is null)
        {
            return new DockerConfig();
        }

        try
        {
            return DockerConfig.Parse(await File.ReadAllTextAsync(_path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new DockerConfig();
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            _options.Log.Report(RegistryDiagnostics.InvalidDockerConfig.Create(_path, exception.Message));
            return new DockerConfig();
        }
    }
}
