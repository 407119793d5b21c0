using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Processes;
using Containerize.Registry.Http;

namespace Containerize.Registry.Auth;

/// <summary>
/// Asks the program <c>docker-credential-NAME</c>. The registry goes in by standard input and the account comes out
/// by standard output, so that neither shows in a list of processes.
/// Source: docker-credential-helpers, README, "Development".
/// </summary>
internal sealed class CredentialHelper(string name, RegistryOptions options)
{
    private const string NotFound = "credentials not found";

    /// <summary>Accounts and errors are short; tokens take some thousand characters.</summary>
    private const int MaximumOutput = 1 << 18;

    private string Program => "docker-credential-" + name;

    /// <summary>The account under the first key that the helper knows; what fails is a warning.</summary>
    public async Task<RegistryCredential?> FindAsync(RegistryName registry, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        try
        {
            var path = FindProgram();
            foreach (var key in keys)
            {
                if (await GetAsync(path, key, cancellationToken) is { } credential)
                {
                    return credential;
                }
            }
        }
        catch (Exception exception) when (exception is FormatException or Win32Exception or IOException)
        {
            options.Log.Report(
                RegistryDiagnostics.CredentialHelperFailed.Create(
                    Program,
                    registry,
                    exception is FormatException ? exception.Message : "it cannot be started"
                )
            );
        }

        return null;
    }

    private async Task<RegistryCredential?> GetAsync(string path, string key, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(path, "get")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetDirectoryName(path)!,
        };
        start.Environment.Clear();
        foreach (var (variable, value) in options.EnvironmentVariables)
        {
            start.Environment[variable] = value;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.HelperTimeout);
        using var process = Process.Start(start) ?? throw new FormatException("it cannot be started");
        try
        {
            var output = ReadAsync(process.StandardOutput, limit.Token);
            var errors = ReadAsync(process.StandardError, limit.Token);
            await WriteKeyAsync(process, key, limit.Token);
            var text = await output;
            await errors;
            await process.WaitForExitAsync(limit.Token);
            return Read(process.ExitCode, text);
        }
        catch (OperationCanceledException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"it did not answer within {options.HelperTimeout.TotalSeconds:0.#} seconds"),
                exception
            );
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<string> ReadAsync(StreamReader output, CancellationToken cancellationToken)
    {
        var buffer = new char[MaximumOutput];
        var count = await output.ReadBlockAsync(buffer, cancellationToken);
        return count < buffer.Length
            ? new string(buffer, 0, count)
            : throw new FormatException($"it printed more than {MaximumOutput} characters");
    }

    private static async Task WriteKeyAsync(Process process, string key, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(key.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The exit code of a helper that ends without reading says why.
        }
    }

    private RegistryCredential? Read(int exitCode, string output)
    {
        if (exitCode != 0)
        {
            // What it printed is not quoted: it may hold a secret.
            return output.Contains(NotFound, StringComparison.OrdinalIgnoreCase)
                ? null
                : throw new FormatException(
                    string.Create(CultureInfo.InvariantCulture, $"'{Program} get' ended with exit code {exitCode}")
                );
        }

        return OciJson.Read(Encoding.UTF8.GetBytes(output), root =>
        {
            var secret = OciJson.OptionalString(root, "Secret") ?? "";
            return secret.Length == 0
                ? null
                : new RegistryCredential(OciJson.OptionalString(root, "Username") ?? "", secret, $"the credential helper '{Program}'");
        });
    }

    /// <summary>Only a plain name, and only in folders of PATH: a configuration file must not name any program it likes.</summary>
    private string FindProgram()
    {
        if (name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."))
        {
            throw new FormatException("its name has invalid characters");
        }

        return ProgramFinder.Find(Program, options.EnvironmentVariables) ?? throw new FormatException("it is not in PATH");
    }
}
