using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Compose;

/// <summary>A service of a Compose file: one application and its image. Source: Compose specification, "services".</summary>
internal sealed record ComposeService
{
    /// <summary>Lower-case letters, digits, and <c>. _ -</c> between them.</summary>
    public required string Name { get; init; }

    /// <summary>The project it is generated from, relative to the file: whose service it is.</summary>
    public required string Project { get; init; }

    /// <summary>The image, by digest where a registry has it.</summary>
    public required string Image { get; init; }

    public ImmutableArray<Port> Ports { get; init; } = [];

    /// <summary>Folders in the container; each gets a named volume.</summary>
    public ImmutableArray<string> Volumes { get; init; } = [];

    public Healthcheck? Healthcheck { get; init; }

    /// <summary>
    /// Whether the container's root is read-only, with a <c>/tmp</c> in memory. Who is not root can write to hardly anything
    /// else of an image, so what runs as another user runs like this.
    /// </summary>
    public bool IsReadOnly { get; init; }

    /// <summary>A service's name: the wanted one, else the last part of the image's repository.</summary>
    /// <param name="wanted"><c>ContainerComposeService</c>.</param>
    /// <param name="repository">The image's repository.</param>
    /// <exception cref="ContainerizeException">CTZ1123: the wanted one is not a name.</exception>
    public static string ChooseName(string wanted, string repository) =>
        wanted.Length == 0 ? repository[(repository.LastIndexOf('/') + 1)..]
        : wanted.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-')
        && char.IsAsciiLetterOrDigit(wanted[0])
            ? wanted
        : throw new ContainerizeException(InputDiagnostics.InvalidComposeService.Create(wanted));

    /// <summary>The service of an image.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="project">The project's path, relative to the file.</param>
    /// <param name="image">Reference of the image.</param>
    /// <param name="config">Its configuration.</param>
    public static ComposeService Create(string name, string project, string image, ImageConfig config) =>
        new()
        {
            Name = name,
            Project = project,
            Image = image,
            Ports =
            [
                .. config
                    .ExposedPorts.Select(port => Port.TryParse(port))
                    .OfType<Port>()
                    .OrderBy(port => port.Number)
                    .ThenBy(port => port.Protocol, StringComparer.Ordinal),
            ],
            Volumes = [.. config.Volumes.Order(StringComparer.Ordinal)],
            Healthcheck = config.Healthcheck is { Test: [not Healthcheck.None, _, ..] } check ? check : null,
            IsReadOnly = config.User.Split(':')[0] is not ("" or "0" or "root"),
        };
}
