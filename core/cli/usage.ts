export const help = `Kenning finds things in your own files, by meaning, in any language.

  kenning index FOLDER…           add folders and index what changed
      --model ID                  the encoder (starter)
      --dim 64|96|128             the embedding size
      --pooling 1|2|3             how many like tokens of a passage share a vector (1)
      --ocr                       recognise the words on scanned pages and in pictures
  kenning search QUERY            the files that answer, best passage each
      --queries FILE.jsonl        one query a line: {"id", "query"}; one answer a line
      --limit N                   how many files (10)
      --mode hybrid|meaning|exact what to rank by (hybrid)
  kenning status                  what is indexed, and which files failed and why
      --path FILE                 why this file is indexed, or why not
  kenning models                  the encoders that are installed or can be had, with their licences
  kenning models add ID           download one, build it and test it
      --accept LICENCE            for a licence that must be accepted, its name as listed
      --from FOLDER               its published files, if they are here already
  kenning models remove ID
  kenning devices                 what encoders can run on here, and how fast
      --use DEVICE                automatic, cpu, webgpu, dml or cuda, from now on
      --again                     try all of them anew
  kenning serve                   the app in a browser; prints its address
      --port N                    a fixed port
  kenning evaluate                nDCG@10, success and passage hits of a query set
      --queries FILE.jsonl        {"id", "query", "relevant": [{"path", "passage"?}], …}
      --documents FOLDER          the folder that the paths are relative to
      --model, --dim, --pooling   as for index

Every command takes --data DIR (where the index is kept) and --json.
`
