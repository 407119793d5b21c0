using System.Collections.Immutable;
using System.Globalization;
using Containerize.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Containerize.Compose;

/// <summary>
/// Puts services into a Compose file. What belongs to others stays as it is, byte for byte: lines are replaced where a
/// generated service is, or added. Pure.
/// </summary>
internal static class ComposeFile
{
    private const string Services = "services";
    private const string Networks = "networks";
    private const string Volumes = "volumes";

    /// <summary>A file with the service in it, new or as it now is.</summary>
    /// <param name="existing">The file's text; null where there is none.</param>
    /// <param name="service">The service.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="ContainerizeException">CTZ1120: the file cannot be read. CTZ1121: it has a service of that name that is
    /// not this project's. CTZ1122: it is written in a way that cannot be added to.</exception>
    public static string Update(string? existing, ComposeService service, string path)
    {
        var text = existing ?? "";
        var before = Parse(text, path);
        var former = Child(Child(before, Services), service.Name);
        if (former is not null && (Child(former, ServiceText.Owner) as YamlScalarNode)?.Value != service.Project)
        {
            throw new ContainerizeException(InputDiagnostics.ComposeServiceTaken.Create(path, service.Name, ServiceText.Owner));
        }

        var lines = new ComposeLines(text, path);
        var hostPorts = HostPorts(before, service);
        lines.Put(before, Services, service.Name, unit => ServiceText.Lines(service, hostPorts, unit), replace: true);
        foreach (var volume in service.Volumes.Select(volume => ServiceText.VolumeName(service, volume)).Distinct())
        {
            lines.Put(Parse(lines.Text, path), Volumes, volume, _ => [$"{volume}: {{}}"], replace: false);
        }

        lines.Put(Parse(lines.Text, path), Networks, ServiceText.Network, _ => [$"{ServiceText.Network}: {{}}"], replace: false);
        return AreOthersUnchanged(before, Parse(lines.Text, path), service.Name)
            ? lines.Text
            : throw new ContainerizeException(InputDiagnostics.ComposeFileNotExtensible.Create(path, Services));
    }

    internal static YamlNode? Child(YamlNode? node, string name) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static YamlMappingNode Parse(string text, string path)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents switch
            {
                [] => [],
                [{ RootNode: YamlMappingNode root }] => root,
                [{ RootNode: YamlScalarNode { Value: null or "" } }] => [],
                _ => throw new ContainerizeException(InputDiagnostics.InvalidComposeFile.Create(path, "its root is not a mapping")),
            };
        }
        catch (YamlException exception)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"line {exception.Start.Line}: {exception.Message}");
            throw new ContainerizeException(InputDiagnostics.InvalidComposeFile.Create(path, place), exception);
        }
    }

    /// <summary>
    /// A port keeps the host's port that it has; a new one gets its own number, or the next that no service of the file has.
    /// </summary>
    private static ImmutableArray<int> HostPorts(YamlMappingNode root, ComposeService service)
    {
        var taken = new HashSet<int>();
        var own = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, other) in Child(root, Services) as YamlMappingNode ?? [])
        {
            foreach (var (host, container) in PublishedPorts(other))
            {
                taken.Add(host);
                if ((name as YamlScalarNode)?.Value == service.Name)
                {
                    own.TryAdd(container, host);
                }
            }
        }

        var ports = ImmutableArray.CreateBuilder<int>();
        foreach (var port in service.Ports)
        {
            if (!own.TryGetValue(port.ToString(), out var host))
            {
                for (host = port.Number; !taken.Add(host) && host < ushort.MaxValue; host++) { }
            }

            ports.Add(host);
        }

        return ports.ToImmutable();
    }

    /// <summary>The short form, <c>"8081:8080"</c>, <c>"127.0.0.1:53:53/udp"</c>, and the long one.</summary>
    private static IEnumerable<(int Host, string Container)> PublishedPorts(YamlNode service)
    {
        foreach (var entry in Child(service, "ports") as YamlSequenceNode ?? [])
        {
            var parts = (entry as YamlScalarNode)?.Value?.Split(':') ?? [Scalar(entry, "published"), Scalar(entry, "target")];
            if (parts.Length > 1 && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var host))
            {
                yield return (host, parts[^1].Contains('/', StringComparison.Ordinal) ? parts[^1] : parts[^1] + "/tcp");
            }
        }

        static string Scalar(YamlNode node, string name) => (Child(node, name) as YamlScalarNode)?.Value ?? "";
    }

    private static bool AreOthersUnchanged(YamlMappingNode before, YamlMappingNode after, string service)
    {
        (Child(before, Services) as YamlMappingNode)?.Children.Remove(new YamlScalarNode(service));
        return before.Children.All(entry => Child(after, ((YamlScalarNode)entry.Key).Value!) is { } now && Contains(now, entry.Value));

        static bool Contains(YamlNode now, YamlNode former) =>
            former is YamlMappingNode mapping
                ? mapping.Children.All(entry =>
                    now is YamlMappingNode other && other.Children.TryGetValue(entry.Key, out var value) && entry.Value.Equals(value)
                )
                : former is YamlScalarNode { Value: null or "" } || former.Equals(now);
    }
}
