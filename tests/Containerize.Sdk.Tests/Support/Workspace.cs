using Containerize.Testing;

namespace Containerize.Sdk.Tests.Support;

/// <summary>A user's folder with projects that get the package from the folder feed, and nothing from elsewhere.</summary>
internal sealed class Workspace : IDisposable
{
    public const string PackageReferenceItem =
        """<PackageReference Include="Containerize.Sdk" Version="$(TestPackageVersion)" PrivateAssets="all" />""";

    private readonly IDisposable _owner;

    private Workspace(string fullName, IDisposable owner)
    {
        FullName = fullName;
        _owner = owner;

        // A feed besides is named where a test needs one: these projects restore without any network.
        Write(
            "nuget.config",
            $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{TestPackage.Feed}" />
              </packageSources>
            </configuration>
            """
        );
        Write(
            "Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <TestPackageVersion>{TestPackage.Version}</TestPackageVersion>
                <TargetFramework>net10.0</TargetFramework>
                <ContainerBaseImage>{TestPackage.BaseImage}</ContainerBaseImage>
              </PropertyGroup>
            </Project>
            """
        );
    }

    public static string SdkElement => $"""<Sdk Name="Containerize.Sdk" Version="{TestPackage.Version}" />""";

    public string FullName { get; }

    /// <param name="name">The folder's.</param>
    public static Workspace Create(string name = "work")
    {
        var directory = new TemporaryDirectory();
        return new Workspace(directory.PathOf(name), directory);
    }

    /// <summary>In the repository's working tree, and gone with it.</summary>
    public static Workspace In(TemporaryGitRepository repository) => new(repository.FullName, repository);

    public string PathOf(string relative) => Path.Combine(FullName, relative);

    /// <returns>The file's path; its folders are made where they are missing.</returns>
    public string Write(string relative, string content)
    {
        var path = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A C# console application <c>NAME/NAME.csproj</c>.</summary>
    /// <param name="name">Of folder and project.</param>
    /// <param name="body">What stands in the project.</param>
    /// <param name="reference">The item that references the package; empty for none.</param>
    /// <param name="sdk">The project's SDK.</param>
    /// <returns>The project's path.</returns>
    public string WriteApplication(string name, string body = "", string reference = PackageReferenceItem, string sdk = "Microsoft.NET.Sdk")
    {
        Write($"{name}/Program.cs", "System.Console.WriteLine(\"Hello\");");
        return Write(
            $"{name}/{name}.csproj",
            $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
              </PropertyGroup>
              <ItemGroup>
                {reference}
              </ItemGroup>
              {body}
            </Project>
            """
        );
    }

    /// <summary>A solution <c>All.slnx</c> of these projects.</summary>
    public void WriteSolution(params IEnumerable<string> projects) =>
        Write(
            "All.slnx",
            $"""
            <Solution>
              {string.Concat(projects.Select(project => $"""<Project Path="{Path.GetRelativePath(FullName, project)}" />"""))}
            </Solution>
            """
        );

    /// <summary>Runs in this folder.</summary>
    public Task<BuildResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        Dotnet.RunAsync(
            FullName,
            arguments,
            new Dictionary<string, string?> { ["NUGET_PACKAGES"] = TestPackage.RestoredPackages },
            cancellationToken
        );

    /// <summary>All files below a folder, relative to it and in order; none where it does not exist.</summary>
    public string[] FilesBelow(string relative) =>
        !Directory.Exists(PathOf(relative))
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(PathOf(relative), "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(PathOf(relative), file).Replace('\\', '/'))
                    .Order(StringComparer.Ordinal),
            ];

    public void Dispose() => _owner.Dispose();
}
