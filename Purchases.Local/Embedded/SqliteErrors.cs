using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Purchases.Local.Embedded;

/// <summary>What SQLite's errors mean to a person: no SQL, no data, no path.</summary>
internal static class SqliteErrors
{
    public const string Damaged =
        "it is damaged or no database; restore the data directory from a backup, or choose another one with --data";

    /// <summary>A phrase that follows the file's name and a colon.</summary>
    public static string Describe(SqliteException e) => e switch
    {
        { SqliteExtendedErrorCode: raw.SQLITE_READONLY_DBMOVED } => "it was deleted, moved or replaced while it was in use",
        { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } => "it is locked by another process",
        { SqliteErrorCode: raw.SQLITE_READONLY } => "it is read-only",
        { SqliteErrorCode: raw.SQLITE_IOERR } => "reading or writing it failed; check the disk",
        { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } => Damaged,
        { SqliteErrorCode: raw.SQLITE_FULL } => "the disk is full",
        { SqliteErrorCode: raw.SQLITE_CANTOPEN } => "it can't be opened; check that the directory exists and may be written to",
        _ => $"SQLite error {e.SqliteErrorCode}",
    };

    /// <summary>The same with the file's name in front.</summary>
    public static string Describe(SqliteFile file, SqliteException e) => $"{file.Name}: {Describe(e)}";

    /// <summary>What was committed to a file that is gone must not be acknowledged.</summary>
    public static SqliteException Moved() => new("The file has moved.", raw.SQLITE_READONLY, raw.SQLITE_READONLY_DBMOVED);
}
