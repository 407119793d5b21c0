using System.Collections.Immutable;
using Containerize.Diagnostics;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Containerize.Compose;

/// <summary>The text of a Compose file, in which entries are put among others without touching them.</summary>
internal sealed class ComposeLines
{
    private const string DefaultUnit = "  ";

    private readonly string _path;
    private readonly string _newLine;
    private readonly List<string> _lines;

    public ComposeLines(string text, string path)
    {
        _path = path;
        _newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        _lines = [.. text.Split('\n').Select(line => line.TrimEnd('\r'))];
        if (_lines[^1].Length == 0)
        {
            // After the last line end, or of an empty file.
            _lines.RemoveAt(_lines.Count - 1);
        }
    }

    public string Text => string.Concat(_lines.Select(line => line + _newLine));

    /// <summary>Puts an entry into a mapping at the top of the file, which is made where it is missing.</summary>
    /// <param name="root">The file as it is now.</param>
    /// <param name="section">The mapping: <c>services</c>.</param>
    /// <param name="name">The entry's key.</param>
    /// <param name="write">Writes it, given one step of indentation.</param>
    /// <param name="replace">Whether an entry of that name is replaced; else it stays.</param>
    /// <exception cref="ContainerizeException">CTZ1122: the mapping is written in one line.</exception>
    public void Put(YamlMappingNode root, string section, string name, Func<string, ImmutableArray<string>> write, bool replace)
    {
        var key = root.Children.Keys.OfType<YamlScalarNode>().FirstOrDefault(key => key.Value == section);
        if (key is null)
        {
            if (_lines.Count > 0)
            {
                _lines.Add("");
            }

            _lines.Add($"{section}:");
            Insert(_lines.Count, DefaultUnit, write(DefaultUnit));
            return;
        }

        switch (root.Children[key])
        {
            case YamlScalarNode { Value: null or "" }:
                Insert((int)key.Start.Line, DefaultUnit, write(DefaultUnit));
                break;
            case YamlMappingNode { Style: not MappingStyle.Flow } entries:
                Put(entries, name, write, replace);
                break;
            default:
                throw new ContainerizeException(InputDiagnostics.ComposeFileNotExtensible.Create(_path, section));
        }
    }

    private void Put(YamlMappingNode entries, string name, Func<string, ImmutableArray<string>> write, bool replace)
    {
        var keys = entries.Children.Keys.OfType<YamlScalarNode>().ToList();
        var indentation = new string(' ', (int)keys[0].Start.Column - 1);
        var unit = indentation.Length == 0 ? DefaultUnit : indentation;
        if (keys.Find(key => key.Value == name) is not { } former)
        {
            Insert(EndOf(keys[^1]), indentation, write(unit));
        }
        else if (replace)
        {
            var start = (int)former.Start.Line - 1;
            _lines.RemoveRange(start, EndOf(former) - start);
            Insert(start, indentation, write(unit));
        }
    }

    private void Insert(int index, string indentation, ImmutableArray<string> lines) =>
        _lines.InsertRange(index, lines.Select(line => indentation + line));

    /// <summary>
    /// The line after an entry: comments and empty lines that follow belong to what is below, unless they are indented as its content is.
    /// </summary>
    private int EndOf(YamlScalarNode key)
    {
        var indentation = (int)key.Start.Column - 1;
        var end = (int)key.Start.Line;
        for (var line = end; line < _lines.Count; line++)
        {
            var text = _lines[line].TrimStart(' ');
            var isContent = _lines[line].Length - text.Length > indentation;
            if (text.Length > 0 && isContent)
            {
                end = line + 1;
            }
            else if (text.Length > 0 && text[0] != '#')
            {
                break;
            }
        }

        return end;
    }
}
