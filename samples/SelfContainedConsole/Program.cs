if (args is not [var path])
{
    Console.Error.WriteLine("usage: word-count FILE");
    return 2;
}

var words = File.ReadLines(path).Sum(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
Console.WriteLine($"{words} words in {path}");
return 0;
