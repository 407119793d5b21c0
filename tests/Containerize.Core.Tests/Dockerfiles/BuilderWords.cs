using System.Text;

namespace Containerize.Core.Tests.Dockerfiles;

/// <summary>
/// Reads values as builders do, in their two steps: an instruction is cut into words, in which quotation marks and
/// backslashes are respected but stay; then each word is expanded. Source: Dockerfile reference, "Environment replacement".
/// </summary>
internal static class BuilderWords
{
    public static List<string> Cut(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        for (var index = 0; index < text.Length; index++)
        {
            var c = text[index];
            if (quote == '\0' && c is ' ' or '\t')
            {
                Take();
                continue;
            }

            word.Append(c);
            if (c == '\\' && index + 1 < text.Length)
            {
                word.Append(text[++index]);
            }
            else if (c is '"' or '\'' && (quote == '\0' || quote == c))
            {
                quote = quote == c ? '\0' : c;
            }
        }

        Take();
        return words;

        void Take()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }

    /// <param name="word">One word, or the whole of an instruction that has one value.</param>
    /// <param name="variables">What <c>$NAME</c> and <c>${NAME}</c> are.</param>
    public static string Expand(string word, IReadOnlyDictionary<string, string> variables)
    {
        var value = new StringBuilder();
        var quote = '\0';
        for (var index = 0; index < word.Length; index++)
        {
            var c = word[index];
            if (quote == '\'')
            {
                quote = c == '\'' ? '\0' : quote;
                value.Append(c == '\'' ? "" : c);
            }
            else if (c == '\\')
            {
                // Between quotation marks a backslash escapes only what would mean something there.
                var next = index + 1 < word.Length ? word[index + 1] : '\0';
                value.Append(quote == '"' && next is not ('"' or '$' or '\\') ? c : word[++index]);
            }
            else if (c is '"' or '\'' && (quote == '\0' || quote == c))
            {
                quote = quote == c ? '\0' : c;
            }
            else if (c == '$')
            {
                var braced = word[index + 1] == '{';
                var start = index + (braced ? 2 : 1);
                var end = start;
                while (end < word.Length && (char.IsAsciiLetterOrDigit(word[end]) || word[end] == '_'))
                {
                    end++;
                }

                value.Append(variables[word[start..end]]);
                index = braced ? end : end - 1;
            }
            else
            {
                value.Append(c);
            }
        }

        return value.ToString();
    }
}
