open System
open System.Collections

Environment.GetEnvironmentVariables()
|> Seq.cast<DictionaryEntry>
|> Seq.map (fun variable -> $"{variable.Key}={variable.Value}")
|> Seq.sort
|> Seq.iter (printfn "%s")
