using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Metadata;
using Containerize.Oci;

namespace Containerize.Planning;

/// <summary>Turns text into an <see cref="ImagePlan"/>, and reports everything that is wrong with it at once.</summary>
internal static class ImagePlanner
{
    /// <param name="input">What the project says.</param>
    /// <param name="errors">Receives what is wrong; where it gets something, the result is null.</param>
    /// <param name="log">Receives what was adapted without being wrong.</param>
    public static ImagePlan? Plan(ImagePlanInput input, ImmutableArray<Diagnostic>.Builder errors, IBuildLog log)
    {
        var before = errors.Count;
        var repository = RepositoryNameParser.Parse(input.Repository, errors);
        RepositoryNameParser.NoteChange(input.Repository, repository, log);

        var baseImage = Check(
            BaseImageReference.TryParse(input.BaseImage, input.ProjectDirectory),
            BaseImageDiagnostics.InvalidBaseImage,
            input.BaseImage
        );
        var platform = Platform.FromRuntimeIdentifier(input.RuntimeIdentifier);
        if (platform?.Os is null or "windows")
        {
            var mistake = platform is null ? InputDiagnostics.InvalidRuntimeIdentifier : InputDiagnostics.UnsupportedPlatform;
            errors.Add(mistake.Create(input.RuntimeIdentifierProperty, input.RuntimeIdentifier));
        }

        var workingDirectory = Check(Directory(input.WorkingDirectory), InputDiagnostics.InvalidWorkingDirectory, input.WorkingDirectory);
        var format = input.Format.Length == 0 ? null : ParseEnum<ImageFormat>(input.Format, InputDiagnostics.InvalidImageFormat);
        var instruction =
            input.AppCommandInstruction.Length == 0
                ? null
                : ParseEnum<AppCommandInstruction>(input.AppCommandInstruction, InputDiagnostics.InvalidAppCommandInstruction);
        if (input.User.Length > 0 && !Names.IsUser(input.User))
        {
            errors.Add(InputDiagnostics.InvalidUser.Create(input.User));
        }

        var onlyOwnPorts = input.Ports.Any(IsNoPort);
        var ports = input
            .Ports.Where(port => !IsNoPort(port))
            .Select(port =>
                Check(
                    Port.TryParse(port.Key, port.Value),
                    InputDiagnostics.InvalidPort,
                    port.Value.Length == 0 ? port.Key : $"{port.Key}/{port.Value}"
                )
            )
            .OfType<Port>()
            .ToImmutableArray();
        var volumes = input
            .Volumes.Select(volume =>
                Check(Directory(volume) is { Length: > 1 } path ? path : null, InputDiagnostics.InvalidVolume, volume)
            )
            .OfType<string>()
            .ToImmutableArray();
        if (input.StopSignal.Length > 0 && !Names.IsSignal(input.StopSignal))
        {
            errors.Add(InputDiagnostics.InvalidStopSignal.Create(input.StopSignal));
        }

        if (input.Published is not null && FolderPaths.IsWithin(input.ProjectDirectory, input.PublishDirectory))
        {
            errors.Add(FileDiagnostics.FolderHoldsProject.Create(input.PublishDirectory, input.ProjectDirectory));
        }

        var keepsForeign = BooleanValue.Parse("ContainerKeepForeignRuntimes", input.KeepForeignRuntimes, errors);
        var healthcheck = input.Healthcheck.Plan(errors);
        var layers = LayerRulesParser.Parse(input, errors);
        RequireNames(input.Environment, Names.IsImageVariable, InputDiagnostics.InvalidEnvironmentVariableName);
        RequireNames(input.Labels, Names.IsLabel, InputDiagnostics.InvalidLabelName);

        var labels = Labels(input.Labels);
        LabelValues.Check(labels, input.WrittenLabels, log);
        var hasIndex = BooleanValue.Parse("ContainerImageIndex", input.ImageIndex, errors);
        var includesLabels =
            input.GenerateAnnotations.Length == 0 || BooleanValue.Parse("ContainerGenerateAnnotations", input.GenerateAnnotations, errors);
        var annotations = AnnotationInput.Plan(input.Annotations, includesLabels, hasIndex, errors, log);

        var (entryFile, command) = Command(input, instruction, workingDirectory ?? "/");
        errors.AddRange(command.Validate());
        if (errors.Count > before)
        {
            return null;
        }

        return new ImagePlan
        {
            Name = new ImageName(repository!, input.Tags),
            Base = baseImage!,
            Platform = platform!,
            Format = format,
            PublishDirectory = input.PublishDirectory,
            Published = input.Published,
            KeepsForeignRuntimes = keepsForeign,
            Layers = layers,
            AssemblyName = input.AssemblyName,
            EntryFile = entryFile,
            Runtime = input.Runtime,
            BaseIsInferred = input.BaseIsInferred,
            WorkingDirectory = workingDirectory!,
            User = input.User.Length == 0 ? null : input.User,
            Command = command,
            Environment = input.Environment,
            Ports = ports,
            OnlyOwnPorts = onlyOwnPorts,
            Volumes = volumes,
            StopSignal = input.StopSignal.Length == 0 ? null : input.StopSignal.ToUpperInvariant(),
            Healthcheck = healthcheck,
            Labels = labels,
            LabelsBaseDigest = input.LabelsBaseDigest,
            Annotations = annotations,
            HasIndex = hasIndex,
            Created = input.Created,
            CreatedByClock = input.CreatedByClock,
        };

        T? Check<T>(T? value, DiagnosticDescriptor descriptor, string text)
            where T : class
        {
            if (value is null)
            {
                errors.Add(descriptor.Create(UserInfo.HideInName(text)));
            }

            return value;
        }

        T? ParseEnum<T>(string text, DiagnosticDescriptor descriptor)
            where T : struct, Enum
        {
            // Names alone: Enum.TryParse would take numbers and lists of names too.
            foreach (var value in Enum.GetValues<T>())
            {
                if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            errors.Add(descriptor.Create(text));
            return null;
        }

        void RequireNames(ImmutableArray<KeyValuePair<string, string>> pairs, Func<string, bool> isName, DiagnosticDescriptor descriptor) =>
            errors.AddRange(pairs.Where(pair => !isName(pair.Key)).Select(pair => descriptor.Create(pair.Key)));
    }

    /// <summary>
    /// The application's own command: its native file where the runtime or everything is inside, else the
    /// <c>dotnet</c> of the base with the assembly.
    /// </summary>
    private static (string? EntryFile, LaunchCommand Command) Command(
        ImagePlanInput input,
        AppCommandInstruction? instruction,
        string directory
    )
    {
        var file = input.StartsNatively ? input.AssemblyName : input.TargetFileName;
        var path = directory.TrimEnd('/') + "/" + file;
        var isDefault = input.AppCommand.IsEmpty && instruction != AppCommandInstruction.None;
        var command = new LaunchCommand
        {
            Instruction = instruction,
            Entrypoint = input.Entrypoint,
            EntrypointArgs = input.EntrypointArgs,
            AppCommand =
                !isDefault ? input.AppCommand
                : input.StartsNatively ? [path]
                : ["dotnet", path],
            AppCommandArgs = input.AppCommandArgs,
            DefaultArgs = input.DefaultArgs,
        };
        return (isDefault ? file : null, command);
    }

    private static bool IsNoPort(KeyValuePair<string, string> port) => string.Equals(port.Key, "none", StringComparison.OrdinalIgnoreCase);

    private static string? Directory(string text)
    {
        var parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return text.StartsWith('/') && !parts.Any(part => part is "." or ".." || LayerNames.IsWhiteout(part))
            ? "/" + string.Join('/', parts)
            : null;
    }

    private static ImmutableSortedDictionary<string, string> Labels(ImmutableArray<KeyValuePair<string, string>> labels)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in labels)
        {
            builder[name] = value;
        }

        return builder.ToImmutable();
    }
}
