using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Contexts;

/// <summary>What a nuget.config says that matters to a build elsewhere. Source: NuGet documentation, "nuget.config reference".</summary>
internal static class NuGetConfiguration
{
    /// <summary>
    /// Packages in sources that are folders relative to the file: they have to come along. Folders elsewhere are this machine's.
    /// </summary>
    public static IEnumerable<string> PackagesOfFolders(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        return Section(file, "packageSources")
            .Select(add => (string?)add.Attribute("value") ?? "")
            .Where(value =>
                value.Length > 0
                && !value.Contains("://", StringComparison.Ordinal)
                && !Path.IsPathRooted(value)
                && !value.Contains('%', StringComparison.Ordinal)
            )
            .Select(value => Path.GetFullPath(value.Replace('\\', '/'), folder))
            .Where(Directory.Exists)
            .SelectMany(source => Directory.EnumerateFiles(source, "*.nupkg", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>Reports passwords (CTZ5013); a variable in percent signs is none.</summary>
    public static void CheckPasswords(string file, ImmutableArray<Diagnostic>.Builder errors)
    {
        foreach (var source in Load(file)?.Elements("packageSourceCredentials").Elements() ?? [])
        {
            // An encrypted password is for one account of one Windows machine; it has no use in a container either.
            var passwords = source
                .Elements("add")
                .Where(add => ((string?)add.Attribute("key") ?? "").EndsWith("Password", StringComparison.OrdinalIgnoreCase));
            if (
                passwords
                    .Select(add => (string?)add.Attribute("value") ?? "")
                    .Any(value => value.Length > 0 && !(value.StartsWith('%') && value.EndsWith('%')))
            )
            {
                errors.Add(FileDiagnostics.PasswordInConfiguration.Create(file, XmlConvert.DecodeName(source.Name.LocalName)));
            }
        }
    }

    private static IEnumerable<XElement> Section(string file, string name) => Load(file)?.Elements(name).Elements("add") ?? [];

    /// <summary>Null where it is no XML: restore says so better.</summary>
    private static XElement? Load(string file)
    {
        try
        {
            return XDocument.Load(file).Root;
        }
        catch (XmlException)
        {
            return null;
        }
        catch (Exception exception) when (FileErrors.Translate(exception, file) is { } error)
        {
            throw error;
        }
    }
}
