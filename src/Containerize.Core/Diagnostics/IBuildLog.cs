namespace Containerize.Diagnostics;

/// <summary>How much a person wants to see a message; the names are MSBuild's.</summary>
internal enum MessageImportance
{
    /// <summary>Shown at minimal verbosity, the default of <c>dotnet publish</c>.</summary>
    High,

    /// <summary>Shown at normal verbosity.</summary>
    Normal,

    /// <summary>Shown at detailed verbosity.</summary>
    Low,
}

/// <summary>The log in which Core reports what it does. Implementations are safe for concurrent calls.</summary>
internal interface IBuildLog
{
    void Report(Diagnostic diagnostic);

    /// <summary>One line, in which text of others may be: it is no command to a CI system.</summary>
    void Write(MessageImportance importance, string message);

    /// <summary>One line that is a command to the CI system, at high importance. Its values are escaped.</summary>
    void Command(string line);
}
