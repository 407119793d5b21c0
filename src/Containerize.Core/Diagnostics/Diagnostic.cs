using System.Collections.Immutable;
using System.Globalization;
using Containerize.Text;

namespace Containerize.Diagnostics;

/// <summary>How grave a diagnostic is. An error fails the build; a warning and a message do not.</summary>
internal enum DiagnosticSeverity
{
    Message,
    Warning,
    Error,
}

/// <summary>One kind of message, with the stable code that <c>docs/diagnostics.md</c> explains.</summary>
/// <param name="Code">Stable code, <c>CTZ</c> and four digits.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Title">What went wrong, as the heading of its entry in the documentation.</param>
/// <param name="MessageFormat">Composite format: names the property or file, the value, and the remedy.</param>
internal sealed record DiagnosticDescriptor(string Code, DiagnosticSeverity Severity, string Title, string MessageFormat)
{
    /// <summary>The most characters of an argument; a longer one would hide the remedy after it.</summary>
    private const int MaximumArgumentLength = 1000;

    /// <summary>
    /// A message. Arguments may come from anywhere: they end up on one line, of a bearable length, and without the accounts of addresses.
    /// </summary>
    public Diagnostic Create(params ReadOnlySpan<object?> arguments)
    {
        var printable = new object?[arguments.Length];
        for (var i = 0; i < printable.Length; i++)
        {
            printable[i] = Convert.ToString(arguments[i], CultureInfo.InvariantCulture) is { } text
                ? PrintableText.OneLine(UserInfo.Hide(text), MaximumArgumentLength)
                : null;
        }

        // The parts together may be what none of them is.
        return new(this, PrintableText.OneLine(string.Format(CultureInfo.InvariantCulture, MessageFormat, printable)));
    }
}

/// <summary>One message for a person: a stable code, and a text that names the remedy.</summary>
internal sealed record Diagnostic(DiagnosticDescriptor Descriptor, string Message)
{
    public string Code => Descriptor.Code;

    public DiagnosticSeverity Severity => Descriptor.Severity;

    public override string ToString() => $"{Code}: {Message}";
}

/// <summary>Ends an operation with one or more diagnostics: everything a user can cause is thrown as this.</summary>
internal sealed class ContainerizeException : Exception
{
    public ContainerizeException(Diagnostic diagnostic, Exception? innerException = null)
        : this([diagnostic], innerException) { }

    public ContainerizeException(ImmutableArray<Diagnostic> diagnostics, Exception? innerException = null)
        : base(string.Join(Environment.NewLine, diagnostics), innerException) => Diagnostics = diagnostics;

    public ImmutableArray<Diagnostic> Diagnostics { get; }
}
