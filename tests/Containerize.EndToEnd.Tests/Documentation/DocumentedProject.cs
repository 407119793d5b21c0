using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests.Documentation;

/// <summary>A piece of a project, and how it becomes a whole one that uses the package under test.</summary>
internal sealed partial record DocumentedProject(Snippet Snippet, XElement Root)
{
    public string Name => $"{Path.GetFileNameWithoutExtension(Snippet.Page).ToLowerInvariant()}-{Snippet.Line}";

    /// <summary>Properties and items called <c>Container…</c>, set or referred to.</summary>
    public IEnumerable<string> ContainerNames =>
        Root.Descendants()
            .Select(element => element.Name.LocalName)
            .Concat(Reference().Matches(Snippet.Text).Select(match => match.Groups["name"].Value))
            .Where(name =>
                name.StartsWith("Container", StringComparison.Ordinal) || name.StartsWith("Generated", StringComparison.Ordinal)
            );

    /// <summary>Whether the page shows how to give no image.</summary>
    public bool IsSkipped =>
        Root.Descendants()
            .Any(element => element.Name.LocalName is "EnableSdkContainerSupport" or "IsPublishable" && element.Value == "false");

    /// <exception cref="FormatException">It is not XML.</exception>
    public static DocumentedProject Parse(Snippet snippet)
    {
        XElement elements;
        try
        {
            elements = XElement.Parse($"<Project>{snippet.Text}</Project>");
        }
        catch (XmlException exception)
        {
            throw new FormatException($"{snippet}: {exception.Message}", exception);
        }

        return new DocumentedProject(snippet, elements.Elements().ToList() is [{ Name.LocalName: "Project" } whole] ? whole : elements);
    }

    /// <summary>Writes it as a project in a folder of its own.</summary>
    /// <returns>The project file, below <paramref name="directory"/>.</returns>
    public string WriteTo(string directory)
    {
        Directory.CreateDirectory(Path.Combine(directory, Name));
        var isWhole = Root.Attribute("Sdk") is not null;

        // A whole file that is no project is one that projects import.
        var isProps = !isWhole && Snippet.Text.TrimStart().StartsWith("<Project", StringComparison.Ordinal);
        var own = new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk.Web"),
            new XElement("PropertyGroup", new XElement("TargetFramework", "net10.0"))
        );
        if (isProps)
        {
            File.WriteAllText(Path.Combine(directory, Name, "Directory.Build.props"), ForTest(Root));
        }
        else
        {
            own.Add(Root.Elements());
        }

        if (!isWhole && !Root.Descendants().Any(element => element.Name.LocalName == "PackageReference"))
        {
            own.Add(
                XElement.Parse("""<ItemGroup><PackageReference Include="Containerize.Sdk" Version="0" PrivateAssets="all" /></ItemGroup>""")
            );
        }

        var file = $"{Name}/{Name}.csproj";
        File.WriteAllText(Path.Combine(directory, file), ForTest(isWhole ? Root : own));
        return file;
    }

    /// <summary>The package under test, and a base that can be reached, in place of the page's.</summary>
    private static string ForTest(XElement project)
    {
        var copy = new XElement(project);
        foreach (
            var version in copy.Descendants()
                .Where(element => (element.Attribute("Include") ?? element.Attribute("Name"))?.Value == "Containerize.Sdk")
                .Attributes("Version")
        )
        {
            version.Value = TestEnvironment.Version;
        }

        foreach (var baseImage in copy.Descendants("ContainerBaseImage"))
        {
            baseImage.Value = $"{TestEnvironment.Base}/aspnet:10.0";
        }

        return copy.ToString();
    }

    [GeneratedRegex(@"[$@]\((?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
