package dev.calsync.store.jdbc.testing;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of the PostgreSQL that the tests' class path brings, unpacked once for each version. */
final class PostgresBinaries {
    private PostgresBinaries() {}

    /** The directory that holds {@code bin}. */
    static Path directory() {
        try {
            byte[] archive;
            try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system(), machine())) {
                archive = in.readAllBytes();
            }
            CRC32C print = new CRC32C();
            print.update(archive);
            Path unpacked = ServerHome.shared("postgres-" + Long.toHexString(print.getValue()));
            if (!Files.exists(unpacked)) {
                unpack(archive, unpacked);
            }
            return unpacked;
        } catch (IOException failure) {
            throw new UncheckedIOException("the PostgreSQL of the class path cannot be unpacked", failure);
        }
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "Darwin" : name.startsWith("windows") ? "Windows" : "Linux";
    }

    private static String machine() {
        return System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("aarch64") ? "arm_64" : "x86_64";
    }

    /** Under another name first, because another JVM may be about to do the same. */
    private static void unpack(byte[] archive, Path target) throws IOException {
        Path aside = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID());
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                extract(tar, entry, aside);
            }
        }
        try {
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException other) {
            // The other one was faster; ours is deleted by nobody and harms nobody.
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path directory) throws IOException {
        Path path = directory.resolve(entry.getName()).normalize();
        if (!path.startsWith(directory)) {
            throw new IOException("the archive leads outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
