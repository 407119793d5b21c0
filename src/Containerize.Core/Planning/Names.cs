namespace Containerize.Planning;

/// <summary>
/// What names of variables, labels, users and layers may look like. Loops rather than regular expressions, whose engine
/// takes longer to load than all else that a plan needs.
/// </summary>
internal static class Names
{
    /// <summary>POSIX, "Environment Variable Definition": letters, digits and underscores, no digit first.</summary>
    public static bool IsVariable(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(IsWordCharacter);

    /// <summary>Letters and digits, and <c>. _ / -</c> between them.</summary>
    public static bool IsLabel(string name) =>
        name.Length > 0
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '/' or '-');

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
