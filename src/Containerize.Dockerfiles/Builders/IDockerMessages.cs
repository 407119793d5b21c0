namespace Containerize.Builders;

/// <summary>Understands the lines that an engine answers a build with.</summary>
internal interface IDockerMessages
{
    /// <summary>The built image; null as long as there is none.</summary>
    string? ImageId { get; }

    /// <summary>Takes a line, JSON.</summary>
    void Read(string line);

    /// <summary>The build is over.</summary>
    /// <param name="error">The engine's words; empty where it went well.</param>
    void End(string error);
}
