using YamlDotNet.RepresentationModel;

namespace Containerize.EndToEnd.Tests.Pipelines;

/// <summary>Reads a pipeline's file; what is not there is empty.</summary>
internal static class Yaml
{
    public static YamlNode Read(string path)
    {
        using var reader = new StreamReader(path);
        var stream = new YamlStream();
        stream.Load(reader);
        return stream.Documents[0].RootNode;
    }

    public static YamlNode? Get(this YamlNode? node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    public static string Text(this YamlNode? node, string key) => node.Get(key).Text();

    public static string Text(this YamlNode? node) => (node as YamlScalarNode)?.Value ?? "";

    public static IEnumerable<KeyValuePair<string, YamlNode>> Entries(this YamlNode? node) =>
        node is YamlMappingNode map ? map.Children.Select(entry => KeyValuePair.Create(entry.Key.Text(), entry.Value)) : [];

    /// <summary>The values of a sequence; a scalar is a sequence of one.</summary>
    public static IEnumerable<YamlNode> Items(this YamlNode? node) =>
        node switch
        {
            YamlSequenceNode sequence => sequence.Children,
            null => [],
            _ => [node],
        };
}
