using System.Collections.Immutable;
using System.Globalization;

namespace Containerize.Benchmarks;

/// <summary>What the command line says.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        ./build/bench.sh [publish] [--runs N] [--workloads small,big] [--networks local,slow]
                         [--scenarios cold,warm-machine,line,fresh,noop,noop-dirty] [--tools sdk,ctz]
        ./build/bench.sh layers [--runs N]
        ./build/bench.sh scale [--runs N] [--sizes 0.1,1,3] [--files N]
        ./build/bench.sh resume [--sizes 0.5]
        ./build/bench.sh promote [--runs N] [--sizes 0.001,0.1,1]
        """;

    public string Verb { get; init; } = "publish";

    /// <summary>Repetitions; null takes the benchmark's own number.</summary>
    public int? Runs { get; init; }

    /// <summary>Names; empty takes all.</summary>
    public ImmutableArray<string> Workloads { get; init; } = [];

    public ImmutableArray<string> Scenarios { get; init; } = [];

    public ImmutableArray<string> Networks { get; init; } = [];

    public ImmutableArray<string> Tools { get; init; } = [];

    /// <summary>Gigabytes of the generated publish folders, of the blob or of the images; empty takes the benchmark's own.</summary>
    public ImmutableArray<double> Sizes { get; init; } = [];

    /// <summary>Files in a generated folder; null for 30 kB each.</summary>
    public int? Files { get; init; }

    /// <summary>Where everything is made; the script removes it.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Host and port of a registry with the base images.</summary>
    public string Registry { get; init; } = "";

    /// <summary>Host and port of a second registry.</summary>
    public string OtherRegistry { get; init; } = "";

    /// <summary>The image that is promoted.</summary>
    public string From { get; init; } = "";

    /// <summary>Where in the registry.</summary>
    public string Repository { get; init; } = "";

    /// <summary>The folder with the packed package.</summary>
    public string Feed { get; init; } = "";

    public string PackageVersion { get; init; } = "";

    /// <exception cref="FormatException">The line is not one of <see cref="Usage"/>.</exception>
    public static BenchmarkOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchmarkOptions();
        if (arguments is [var verb, ..] && !verb.StartsWith('-'))
        {
            options = options with { Verb = verb };
            arguments = arguments[1..];
        }

        for (; arguments is [var name, var value, ..]; arguments = arguments[2..])
        {
            options = name switch
            {
                "--runs" => options with { Runs = Math.Max(1, int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture)) },
                "--workloads" => options with { Workloads = [.. value.Split(',')] },
                "--scenarios" => options with { Scenarios = [.. value.Split(',')] },
                "--networks" => options with { Networks = [.. value.Split(',')] },
                "--tools" => options with { Tools = [.. value.Split(',')] },
                "--sizes" => options with
                {
                    Sizes = [.. value.Split(',').Select(size => double.Parse(size, CultureInfo.InvariantCulture))],
                },
                "--files" => options with { Files = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) },
                "--folder" => options with { Folder = value },
                "--registry" => options with { Registry = value },
                "--other-registry" => options with { OtherRegistry = value },
                "--from" => options with { From = value },
                "--repository" => options with { Repository = value },
                "--feed" => options with { Feed = value },
                "--package-version" => options with { PackageVersion = value },
                _ => throw new FormatException($"unknown option {name}"),
            };
        }

        return arguments.IsEmpty ? options : throw new FormatException($"{arguments[0]} takes a value");
    }
}
