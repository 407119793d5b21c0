namespace Containerize.Planning;

/// <summary>
/// What names of variables, labels, users and layers may look like. Loops rather than regular expressions, whose engine
/// takes longer to load than all else that a plan needs.
/// </summary>
internal static class Names
{
    /// <summary>
    /// What engines take and a Dockerfile can write: letters and digits, then <c>_ . : / -</c> too, as in the keys of .NET's
    /// configuration, <c>Logging:LogLevel:Microsoft.AspNetCore</c>.
    /// </summary>
    public static bool IsImageVariable(string name) =>
        name.Length > 0 && IsWordCharacter(name[0]) && name.All(c => IsWordCharacter(c) || c is '.' or ':' or '/' or '-');

    /// <summary>POSIX, "Environment Variable Definition": letters, digits and underscores, no digit first.</summary>
    public static bool IsVariable(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(IsWordCharacter);

    /// <summary>What an annotation may be, without what has a meaning in a Dockerfile's <c>LABEL</c>.</summary>
    public static bool IsLabel(string name) => IsAnnotation(name) && !name.AsSpan().ContainsAny("=\"'\\$`#");

    /// <summary>Anything that can be typed and has no spaces. Source: OCI image specification, annotations.md, "Rules".</summary>
    public static bool IsAnnotation(string key) => key.Length > 0 && !key.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>A user's name or number, and a group's after a colon. Source: OCI image specification, config.md, "User".</summary>
    public static bool IsUser(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? IsAccount(name, mayEndInDollar: true)
            : IsAccount(name[..colon], mayEndInDollar: true) && IsAccount(name[(colon + 1)..], mayEndInDollar: false);
    }

    /// <summary>A signal's name, <c>SIGTERM</c> or <c>SIGRTMIN+3</c>, or its number.</summary>
    public static bool IsSignal(string name) =>
        name.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) && name.Length > 3
            ? name.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-')
            : name.Length is 1 or 2 && name.All(char.IsAsciiDigit);

    /// <summary>A layer's name, which is a file's as well: words of lower-case letters and digits, with hyphens between them.</summary>
    public static bool IsLayer(string name) =>
        name.Split('-').All(word => word.Length > 0 && word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)));

    /// <summary>
    /// A stage of a Dockerfile: a lower-case letter, then letters, digits, <c>. _ -</c>. Source: BuildKit, dockerfile/instructions.
    /// </summary>
    public static bool IsStage(string name) =>
        name.Length > 0
        && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');

    /// <summary>
    /// A package of Debian or Alpine, optionally with <c>=VERSION</c> after it. Source: Debian Policy 5.6.1 and 5.6.12.
    /// </summary>
    public static bool IsSystemPackage(string name)
    {
        var equals = name.IndexOf('=', StringComparison.Ordinal);
        var package = equals < 0 ? name : name[..equals];
        return package.Length > 0
            && char.IsAsciiLetterOrDigit(package[0])
            && package.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '+' or '-')
            && (
                equals < 0
                || (
                    name.Length > equals + 1
                    && name[(equals + 1)..].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-' or ':' or '~' or '_')
                )
            );
    }

    /// <summary>The id of a secret, which is a file's name in <c>/run/secrets</c> too.</summary>
    public static bool IsSecret(string id) =>
        id.Length > 0 && char.IsAsciiLetterOrDigit(id[0]) && id.All(c => IsWordCharacter(c) || c is '.' or '-');

    /// <summary>A network of an engine.</summary>
    public static bool IsNetwork(string name) =>
        char.IsAsciiLetterOrDigit(name[0]) && name.All(c => IsWordCharacter(c) || c is '.' or '-' or ':');

    /// <summary>Accounts of machines end in <c>$</c>.</summary>
    private static bool IsAccount(string name, bool mayEndInDollar)
    {
        if (mayEndInDollar && name.EndsWith('$'))
        {
            name = name[..^1];
        }

        return name.Length > 0 && IsWordCharacter(name[0]) && name.All(c => IsWordCharacter(c) || c is '.' or '-');
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
