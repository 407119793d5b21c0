using System.Collections.Immutable;
using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Text;

namespace Containerize.Planning;

/// <summary>
/// Reads the items of a <see cref="EngineBuildPlanInput"/>. What ends up in a Dockerfile is held to its alphabet here, so that
/// no value can become an instruction by accident.
/// </summary>
internal sealed class BuildItemParser(EngineBuildPlanInput input, ImmutableArray<Diagnostic>.Builder errors)
{
    /// <summary>Debian Policy 5.6.1 and 5.6.12, and apk-tools' package specifications, without what a shell reads as its own.</summary>
    public ImmutableArray<string> Packages(string kind)
    {
        var names = Of(kind).Select(item => item.Include).ToImmutableArray();
        errors.AddRange(
            names.Where(name => !Names.IsSystemPackage(name)).Select(name => InputDiagnostics.InvalidSystemPackage.Create(kind, name))
        );
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    public ImmutableArray<BuildSecret> Secrets()
    {
        var secrets = ImmutableArray.CreateBuilder<BuildSecret>();
        foreach (var item in Of(BuildItemKinds.Secret))
        {
            var variable = item.Metadata("Variable");
            var file = item.Metadata("File") is { Length: > 0 } path ? Path.GetFullPath(path, input.ProjectDirectory) : "";
            var mistake =
                !Names.IsSecret(item.Include) ? "is not an id"
                : secrets.Any(secret => secret.Id == item.Include) ? "is given twice"
                : item.Metadata("Value").Length > 0 ? "has a Value, which everyone could read in the project and in logs"
                : (variable.Length > 0) == (file.Length > 0) ? "needs either Variable or File"
                : variable.Length > 0 && !Names.IsVariable(variable) ? $"has Variable=\"{variable}\", which is not the name of a variable"
                : input.Environment is not { } environment ? null
                : variable.Length > 0 && !(environment.TryGetValue(variable, out var value) && value.Length > 0)
                    ? $"is in the environment variable '{variable}', which is not set"
                : file.Length > 0 && !File.Exists(file) ? $"is in the file '{file}', which does not exist"
                : null;
            if (mistake is not null)
            {
                errors.Add(InputDiagnostics.InvalidBuildSecret.Create(item.Include, mistake));
            }

            secrets.Add(
                new(
                    item.Include,
                    variable,
                    file,
                    BooleanValue.Parse($"ForRestore of ContainerBuildSecret '{item.Include}'", item.Metadata("ForRestore"), errors)
                )
            );
        }

        return secrets.ToImmutable();
    }

    public ImmutableArray<BuildCommand> Commands()
    {
        var known = Of(BuildItemKinds.Secret).Select(item => item.Include).ToHashSet(StringComparer.Ordinal);
        return [.. Of(BuildItemKinds.Run).Select(Command).OrderBy(command => command.Order)];

        BuildCommand Command(BuildItem item)
        {
            var stage = item.Metadata("Stage") is { Length: > 0 } name ? name : StageNames.Final;
            var user = item.Metadata("User");
            var order = 0;
            var network = BuildNetwork.Default;
            ImmutableArray<string> secrets = [.. PropertyList.Split(item.Metadata("Secrets"))];
            Require(!item.Include.Any(char.IsControl), "has a line break or another control character");
            Require(Names.IsStage(stage), $"has Stage=\"{stage}\", which is not a name of a stage");
            Require(user.Length == 0 || Names.IsUser(user), $"has User=\"{user}\", which is not a user");
            var text = item.Metadata("Order");
            Require(
                text.Length == 0 || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out order),
                $"has Order=\"{text}\", which is not a whole number"
            );
            text = item.Metadata("Network");
            Require(
                text.Length == 0 || (text.All(char.IsAsciiLetter) && Enum.TryParse(text, ignoreCase: true, out network)),
                $"has Network=\"{text}\", which is not known"
            );
            foreach (var secret in secrets.Where(secret => !known.Contains(secret)))
            {
                Require(false, $"has Secrets=\"{secret}\", and there is no ContainerBuildSecret of that id");
            }

            return new(stage, item.Include, user, network, order, secrets);

            void Require(bool isLegal, string mistake)
            {
                if (!isLegal)
                {
                    errors.Add(InputDiagnostics.InvalidCommand.Create(item.Include, mistake));
                }
            }
        }
    }

    public ImmutableArray<KeyValuePair<string, string>> Arguments() =>
        Pairs(BuildItemKinds.Argument, InputDiagnostics.InvalidBuildArgument);

    /// <summary>Reports what is wrong with that for which <see cref="Sources"/> is asked later.</summary>
    public void CheckSources()
    {
        Pairs(BuildItemKinds.Property, InputDiagnostics.InvalidBuildProperty);
        errors.AddRange(
            Of(BuildItemKinds.TestProject)
                .Where(item => !File.Exists(Path.GetFullPath(item.Include, input.ProjectDirectory)))
                .Select(item => InputDiagnostics.TestProjectMissing.Create(item.Include))
        );
    }

    public BuildSourcesInput Sources() =>
        new()
        {
            TestProjects = Paths(BuildItemKinds.TestProject),
            Properties = Pairs(BuildItemKinds.Property, InputDiagnostics.InvalidBuildProperty),
            Included = Paths(BuildItemKinds.ContextInclude),
            Excluded = Paths(BuildItemKinds.ContextExclude),
        };

    public ImmutableArray<DockerfileFragment> Fragments()
    {
        var fragments = Of(BuildItemKinds.Fragment)
            .Select(item => new DockerfileFragment(
                Path.GetFullPath(item.Include, input.ProjectDirectory),
                item.Include,
                item.Metadata("Stage") is { Length: > 0 } stage ? stage : StageNames.Final
            ))
            .ToImmutableArray();
        errors.AddRange(
            fragments
                .Where(fragment => !File.Exists(fragment.Path))
                .Select(fragment => InputDiagnostics.FragmentMissing.Create(fragment.Name))
        );
        return fragments;
    }

    private ImmutableArray<KeyValuePair<string, string>> Pairs(string kind, DiagnosticDescriptor descriptor)
    {
        var pairs = Of(kind).Select(item => KeyValuePair.Create(item.Include, item.Metadata("Value"))).ToImmutableArray();
        errors.AddRange(pairs.Where(pair => !Names.IsVariable(pair.Key)).Select(pair => descriptor.Create(pair.Key, "is not a name")));
        errors.AddRange(
            pairs.Where(pair => pair.Value.Any(char.IsControl)).Select(pair => descriptor.Create(pair.Key, "has a Value with a line break"))
        );
        errors.AddRange(
            pairs
                .GroupBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
                .Where(group => group.Count() > 1)
                .Select(group => descriptor.Create(group.Key, "is given twice"))
        );
        return pairs;
    }

    private ImmutableArray<string> Paths(string kind) =>
        [.. Of(kind).Select(item => Path.GetFullPath(item.Include, input.ProjectDirectory)).Distinct(StringComparer.Ordinal)];

    private IEnumerable<BuildItem> Of(string kind) => input.Items.Where(item => item.Kind == kind);
}
