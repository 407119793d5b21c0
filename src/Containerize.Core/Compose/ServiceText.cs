using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Containerize.Planning;

namespace Containerize.Compose;

/// <summary>Writes a service as lines of YAML.</summary>
internal static class ServiceText
{
    /// <summary>The field that says whose a service is; Compose passes over fields that begin with <c>x-</c>.</summary>
    public const string Owner = "x-generated-from";

    /// <summary>The network that all services share.</summary>
    public const string Network = "apps";

    /// <param name="service">What is written.</param>
    /// <param name="hostPorts">The host's port for each of the service's ports, in their order.</param>
    /// <param name="unit">One step of indentation.</param>
    /// <returns>Lines without indentation of the service itself.</returns>
    public static ImmutableArray<string> Lines(ComposeService service, ImmutableArray<int> hostPorts, string unit)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"{service.Name}:");
        Add($"{Owner}: {Quote(service.Project)}");
        Add($"image: {service.Image}");
        List(
            "ports",
            service.Ports.Zip(hostPorts, (port, host) =>
                Quote(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{host}:{port.Number}{(port.Protocol == "tcp" ? "" : $"/{port.Protocol}")}"
                    )
                )
            )
        );
        if (service.Healthcheck is { } check)
        {
            Add("healthcheck:");
            Add($"{unit}test: [{string.Join(", ", check.Test.Select(Quote))}]");
            foreach (
                var (name, time) in new[]
                {
                    ("interval", check.Interval),
                    ("timeout", check.Timeout),
                    ("start_period", check.StartPeriod),
                    ("start_interval", check.StartInterval),
                }
            )
            {
                if (time > TimeSpan.Zero)
                {
                    Add($"{unit}{name}: {Duration.Format(time)}");
                }
            }

            if (check.Retries > 0)
            {
                Add(string.Create(CultureInfo.InvariantCulture, $"{unit}retries: {check.Retries}"));
            }
        }

        List("volumes", service.Volumes.Select(volume => Quote($"{VolumeName(service, volume)}:{volume}")));
        if (service.IsReadOnly)
        {
            Add("read_only: true");
            List("tmpfs", ["/tmp"]);
        }

        List("networks", [Network]);
        return lines.ToImmutable();

        void Add(string line) => lines.Add(unit + line);

        void List(string name, IEnumerable<string> values)
        {
            var first = true;
            foreach (var value in values)
            {
                if (first)
                {
                    Add($"{name}:");
                    first = false;
                }

                Add($"{unit}- {value}");
            }
        }
    }

    /// <summary><c>web-api</c> and <c>/srv/data</c> make <c>web-api-srv-data</c>.</summary>
    public static string VolumeName(ComposeService service, string volume)
    {
        var name = new StringBuilder(service.Name);
        foreach (var part in volume.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            name.Append('-');
            foreach (var c in part)
            {
                name.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-');
            }
        }

        return name.ToString();
    }

    /// <summary>JSON's strings are YAML's double-quoted ones; a <c>$</c> would name a variable of the user who runs Compose.</summary>
    private static string Quote(string text) =>
        $"\"{JsonEncodedText.Encode(text.Replace("$", "$$", StringComparison.Ordinal), JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
